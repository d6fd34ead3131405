"""Another agency than the demo ward: its people and its catalogue, as tables made by somebody else."""

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

AGENCY = "Sở Sáng Tạo Mẫu"
INNOVATION, FINANCE, OFFICE = "Phòng Đổi mới sáng tạo", "Phòng Kế hoạch – Tài chính", "Văn phòng Sở"

VINH, LOAN, HOANG = "vinh.bq@so.mau", "S/0002", "hoang tm"
BAO, CHI, DONG = "bảo.lg", "chi.mt+1", "dong.gv"
HANH, KHANH = "hanh.ut", "khanh.kd"
LAM, MAY, NHAT = "lam.ad", "may.nt", "nhat.pa"

_HEAD = (
    "Vai trò",
    "Đơn vị",
    "Họ và tên",
    "Nhóm",
    "Tài khoản HanoiWork",
    "Chức vụ",
    "Lĩnh vực phụ trách",
    "Số điện thoại",
    "Vị trí việc làm",
)

_PEOPLE = (
    ("lãnh đạo đơn vị", AGENCY, "Bùi Quốc Vinh", "cán bộ", VINH, "Giám đốc Sở", None, "0987000001", "Lãnh đạo Sở"),
    (
        "cấp phó",
        AGENCY,
        "Đào Thị Loan",
        "công chức",
        LOAN,
        "Phó Giám đốc Sở",
        "Đổi mới sáng tạo; Công nghệ",
        "0987.000.002",
        "Lãnh đạo Sở",
    ),
    (
        "lãnh đạo phòng",
        f"{AGENCY} / {INNOVATION}",
        "Tạ Minh Hoàng",
        "công chức",
        HOANG,
        "Trưởng phòng",
        None,
        "+84987000003",
        "Quản lý phòng",
    ),
    (
        "chuyên viên",
        f"{AGENCY} / {INNOVATION}",
        "Lương Gia Bảo",
        "công chức",
        BAO,
        "Chuyên viên",
        None,
        987000004,
        "Quản lý đổi mới",
    ),
    (
        "chuyên viên",
        f"{AGENCY} / {INNOVATION}",
        "Mạc Thùy Chi",
        "viên chức",
        CHI,
        "Chuyên viên",
        None,
        "0987 000 005",
        "Sở hữu trí tuệ",
    ),
    (
        "chuyên viên",
        f"{AGENCY} / {INNOVATION}",
        "Giáp Văn Đông",
        "lao động hợp đồng",
        DONG,
        "Nhân viên",
        None,
        "0987000006",
        "Văn thư phòng",
    ),
    (
        "lãnh đạo phòng",
        f"{AGENCY} / {FINANCE}",
        "Ung Thị Hạnh",
        "công chức",
        HANH,
        "Trưởng phòng",
        None,
        "0987000007",
        "Quản lý phòng",
    ),
    (
        "chuyên viên",
        f"{AGENCY} / {FINANCE}",
        "Khúc Duy Khánh",
        "công chức",
        KHANH,
        "Chuyên viên",
        None,
        "0987000008",
        "Kế toán",
    ),
    (
        "quản trị đơn vị, chuyên viên",
        f"{AGENCY} / {OFFICE}",
        "Âu Dương Lâm",
        "công chức",
        LAM,
        "Chuyên viên",
        None,
        "0987000009",
        "Công nghệ thông tin",
    ),
    (
        "tổ chức cán bộ; chuyên viên",
        f"{AGENCY} / {OFFICE}",
        "Nghiêm Thu Mây",
        "công chức",
        MAY,
        "Phó Chánh Văn phòng",
        None,
        "0987000010",
        "Tổ chức",
    ),
    (
        "hỗ trợ kỹ thuật",
        "Trung tâm Chuyển đổi số Mẫu / Tổ trực",
        "Phí Anh Nhật",
        "viên chức",
        NHAT,
        "Kỹ sư",
        None,
        "0987000011",
        "Hỗ trợ",
    ),
)

ACCOUNTS = tuple(row[4] for row in _PEOPLE)

# Standard product: 25 points. Coefficients: points ÷ 25.
_SHARED = (
    ("SHTT-01", "Soạn thảo văn bản hành chính", "Văn bản hành chính", "Nhóm B", "11-50", 25, 1),
    ("SHTT-02", "Ghi biên bản cuộc họp", "Biên bản họp", "Nhóm A", "1-10", 10, 0.4),
    ("SHTT-03", "Báo cáo chuyên đề có số liệu nhiều nguồn", "Báo cáo chuyên đề", "Nhóm C", "51-100", 60, 2.4),
    ("SHTT-04", "Chụp ảnh tư liệu", "Bộ ảnh", "Nhóm A", "1-10", 5, 0.2),
)
_OWN = (
    ("ĐMST-01", "Xây dựng đề án hệ sinh thái khởi nghiệp", "Đề án được thông qua", "Nhóm D", "101-200", 150, 6),
    ("ĐMST-02", "Thẩm định hồ sơ sáng kiến", "Phiếu thẩm định sáng kiến", "Nhóm B", "11-50", 40, 1.6),
    ("ĐMST-03", "Hướng dẫn nhóm khởi nghiệp lập kế hoạch", "Biên bản hướng dẫn", "Nhóm B", "11-50", 20, 0.8),
)


def people_file(folder: Path) -> Path:
    """The people as an xlsx: a title above, columns in an order of its own, an account with a space."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC, NGƯỜI LAO ĐỘNG"])
    sheet.merge_cells("A1:I1")
    sheet.append([])
    for row in (_HEAD, *_PEOPLE):
        sheet.append(row)
    path = folder / "nhân sự.xlsx"
    book.save(path)
    return path


def catalogue_bytes(*, extra: tuple[tuple[object, ...], ...] = (), spoilt: bool = False) -> bytes:
    """The catalogue: 25 points are the standard product, one sheet for all and one for the department.

    Args:
        extra: further shared items.
        spoilt: with a text for points (F5), points outside their frame (F6), a repeated code (B7) on the
            shared sheet, and a contradicting coefficient (H4) on the department's.
    """
    book = Workbook()
    shared = book.active
    assert shared is not None
    shared.title = "Dùng chung"
    shared.append([None, "DANH MỤC SẢN PHẨM, CÔNG VIỆC DÙNG CHUNG (sản phẩm chuẩn: 25 điểm)"])
    shared.append([])
    shared.append(["TT", "Mã CV", "Công việc chi tiết", "Sản phẩm đầu ra", "Nhóm", "Điểm chấm", "Khung điểm", "Hệ số"])
    for number, (code, detail, product, group, frame, points, coefficient) in enumerate((*_SHARED, *extra), start=1):
        shared.append([number, code, detail, product, group, points, frame, coefficient])
    own = book.create_sheet("Riêng của phòng")
    own.append([None, "DANH MỤC RIÊNG CỦA TỪNG PHÒNG"])
    own.append([])
    own.append(
        [
            "Mã CV",
            "Phòng chuyên môn",
            "Công việc chi tiết",
            "Sản phẩm đầu ra",
            "Nhóm",
            "Điểm chấm",
            "Khung điểm",
            "Hệ số quy đổi",
        ]
    )
    for code, detail, product, group, frame, points, coefficient in _OWN:
        own.append([code, INNOVATION, detail, product, group, points, frame, coefficient])
    if spoilt:
        shared["F5"] = "mười"
        shared["F6"], shared["H6"] = 101, 4.04
        shared["B7"] = "SHTT-01"
        own["H4"] = 5
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def catalogue_file(folder: Path) -> Path:
    """The catalogue as a file for the command."""
    path = folder / "danh mục.xlsx"
    path.write_bytes(catalogue_bytes())
    return path
