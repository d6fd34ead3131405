"""What can be measured and what cannot: real objectives of wards, and how they look alike."""

import pytest

from hanoiwork_plugin.domain.goals.objective_wording import Checkable, read_wording

MEASURABLE = """
Tiếp công dân định kỳ 2 lần/tháng
Lập dự toán thu chi ngân sách năm 2027
Chi trả trợ cấp người có công trước ngày 10 hằng tháng
Duy trì 19/19 tiêu chí nông thôn mới
Tiêm vắc xin sởi cho 95% trẻ dưới 5 tuổi
Lát lại vỉa hè tuyến Nguyễn Du dài 800m
Xử lý 100% hồ sơ đúng hạn
Ban hành kế hoạch chuyển đổi số trước 15/6
Giảm 20% điểm úng ngập so với năm 2025
Hoàn thành chỉnh trang 05 tuyến phố
100% văn bản được ký số
Ban hành quy chế làm việc của phường
Không để phát sinh khiếu nại vượt cấp
Không có hồ sơ quá hạn
Đưa trạm y tế vào hoạt động
Hoàn thành số hóa hồ sơ hộ tịch
Đạt chuẩn đô thị văn minh
Được công nhận phường đạt chuẩn quốc gia về y tế
Giải ngân tối thiểu chín mươi lăm phần trăm vốn đầu tư công
Tổ chức hai hội nghị đối thoại với người dân
Trình phê duyệt Đề án phân loại rác tại nguồn
Tăng gấp đôi số hồ sơ trực tuyến
Tỷ lệ hài lòng của người dân từ 90 % trở lên
Tất cả thủ tục hành chính được cung cấp trực tuyến toàn trình
Bàn giao mặt bằng dự án đường Nguyễn Trãi
Cấp giấy chứng nhận cho các hộ còn lại
Nâng cao chỉ số cải cách hành chính lên 3 bậc
Đẩy mạnh giải ngân vốn đầu tư công đạt 95% kế hoạch
Tăng cường kiểm tra, không để xảy ra cháy lớn
Xử lý dứt điểm 12 điểm đen về môi trường
Trồng 2026 cây xanh
Làm đường 5 km nối khu phố 3
Hoàn thành kế hoạch thu ngân sách 95%
Sửa chữa vỉa hè phố Hàng Bài trong tháng 6
Giải quyết đơn thư trong 10 ngày
Lắp đặt camera tại khu phố 3 trước quý III
Hoàn thành 2/3 số hộ được cấp nước sạch
xu ly 100% ho so dung han
Xóa bỏ các điểm tập kết rác trái phép
Xóa toàn bộ điểm ngập úng trên đường Nguyễn Trãi trước mùa mưa
Thu ngân sách đạt 1.200 tỷ đồng
Rút ngắn thời gian giải quyết thủ tục xuống còn 3 ngày
Tập huấn kỹ năng số cho 120 cán bộ
Khánh thành nhà văn hóa khu phố 5
Thành lập tổ công nghệ số cộng đồng tại 15 tổ dân phố
Nâng cấp trang thông tin điện tử trước 30/6/2026
Đẩy mạnh cải cách hành chính, ban hành bộ quy tắc ứng xử trước 30/6
Triển khai phần mềm quản lý đô thị trước 30/6
Hoàn thành báo cáo tổng kết năm
Nộp báo cáo quý II đúng hạn
Di dời 3 hộ dân khỏi hành lang thoát lũ
Bảo đảm 98% hồ sơ trả đúng hạn
Hoàn thành rà soát biển quảng cáo tuyến phố số 5
Xây dựng cơ sở dữ liệu đất đai của phường
Phấn đấu hoàn thành 100% chỉ tiêu được giao
Hoàn thành 15/15 chỉ tiêu kinh tế – xã hội
Nâng tỷ lệ thanh toán không dùng tiền mặt lên 80%
Duy trì 100% cán bộ dùng chữ ký số
Chỉ số SIPAS đạt từ 90 điểm
Hoàn thành 8 dự án
Thu gom 95% rác thải sinh hoạt trong ngày
Tham mưu ban hành 04 nghị quyết chuyên đề
Số hóa toàn bộ hồ sơ lưu trữ
Tất cả cán bộ có tài khoản ký số
Đảm bảo không có công trình vi phạm trật tự xây dựng phát sinh mới
Xếp hạng trong top 10 phường dẫn đầu
Tỷ lệ hộ nghèo dưới 0,5%
Vận động nhân dân hiến 500 m2 đất
Mở 3 lớp tập huấn
Công khai kết quả giải quyết thủ tục hành chính hằng tuần
Giảm thời gian xử lý hồ sơ từ 7 ngày xuống 5 ngày
Kiểm tra 100% cơ sở kinh doanh
Đạt 3 sao OCOP
Có ít nhất 1 sáng kiến được công nhận
Hạ ngầm 02 tuyến cáp
Xây mới trường mầm non Hoa Sen
Hoàn thành đại hội chi bộ trước tháng 9
Thực hiện 5 cuộc giám sát
Cấp đổi giấy chứng nhận quyền sử dụng đất cho 45 hộ
Tỷ lệ hồ sơ trễ hạn bằng 0
Lập quy hoạch phân khu S1
Phê duyệt danh mục vị trí việc làm
Trả kết quả cho người dân trong vòng 24 giờ
Tổ chức đối thoại với doanh nghiệp vào ngày 20/6/2026
Nâng cấp 02 tuyến đường
Giảm 20 điểm úng ngập
Hoàn thành việc sắp xếp lại vỉa hè phố cổ
Ban hành Nghị quyết chuyên đề về chuyển đổi số
Kết nạp 05 đảng viên mới
Phủ sóng 5G tại 10 khu dân cư
Xử lý xong các điểm ngập
Hoàn thành Đề án 06
Hoàn thành xây dựng nông thôn mới nâng cao
Giữ vững danh hiệu phường văn hóa
Hoàn thành chỉnh trang 5 tuyến phố trước 30.6
Thực hiện số hóa 1.000 hồ sơ
"""
VAGUE = """
Thực hiện 5 nhiệm vụ trọng tâm
Thực hiện chính quyền địa phương 2 cấp hiệu quả
Nâng cao hiệu quả quản lý đô thị
Nâng cao hiệu quả quản lý đô thị năm 2026
Nâng cao hiệu quả quản lý đô thị trước 30/6/2026
Tăng cường công tác lãnh đạo, chỉ đạo trong tháng 6
Đẩy mạnh chuyển đổi số
Phấn đấu hoàn thành tốt nhiệm vụ được giao
Thực hiện tốt Nghị quyết số 57
Tiếp tục triển khai Kế hoạch số 215/KH-UBND
Nâng cao chất lượng phục vụ theo Nghị định 335/2025/NĐ-CP
Triển khai có hiệu quả Đề án 06
Nâng cao chất lượng báo cáo
Xây dựng đội ngũ cán bộ trong sạch, vững mạnh
Xây dựng chính quyền số
Hoàn thành xuất sắc nhiệm vụ chính trị
Nâng cao hiệu quả hoạt động chính quyền địa phương 2 cấp
Nâng cao hiệu quả chính quyền địa phương hai cấp
Nâng cao hiệu quả bộ phận một cửa
Thực hiện tốt công tác tiếp dân trong năm 2026
Tổ chức thực hiện hiệu quả kế hoạch
Tăng cường công tác lập quy hoạch
Hoàn thành các chỉ tiêu được giao
Quản lý đô thị tốt hơn
Nâng cao chất lượng dịch vụ công mức độ 4
Cải thiện môi trường sống của người dân
Tiếp tục nâng cao ý thức trách nhiệm của cán bộ
Đẩy mạnh cải cách hành chính giai đoạn 2026-2030
Quán triệt tinh thần 6 rõ
Phát triển kinh tế số, công nghiệp 4.0
Nâng cao năng lực quản lý tổ dân phố số 5
Từng bước hiện đại hóa công tác quản lý
Không ngừng nâng cao chất lượng phục vụ
Phối hợp chặt chẽ với các đơn vị
Hoàn thành nhiệm vụ được giao
Hoàn thành tốt kế hoạch công tác năm 2026
Nâng cao hiệu quả quản lý đô thị quý II/2026
Thực hiện hiệu quả Nghị quyết 57-NQ/TW
Đổi mới phương thức lãnh đạo
Nâng cao chất lượng
OKR tháng 6
Xây dựng hệ thống chính trị trong sạch
Tháo gỡ khó khăn cho doanh nghiệp
Nâng cao chất lượng tất cả các mặt công tác
Phát huy vai trò của Mặt trận Tổ quốc
Nâng cao chất lượng tham mưu, ban hành văn bản
Cơ bản hoàn thành nhiệm vụ
Bảo đảm trật tự đô thị
Nâng cao đời sống vật chất và tinh thần của nhân dân
Xây dựng phường ngày càng văn minh, hiện đại
Tăng cường phối hợp giữa các phòng, ban
Thực hiện tốt 5 nhiệm vụ trọng tâm
Nâng cao chất lượng cán bộ theo Nghị quyết 18
Nâng cao hiệu quả công tác năm 2026 so với năm 2025
Chuyển đổi số toàn diện
Quyết liệt chỉ đạo, điều hành
Làm tốt công tác dân vận
Giải quyết hồ sơ kịp thời
Tuyên truyền, vận động nhân dân
Nâng cao trách nhiệm người đứng đầu
Đoàn kết nội bộ
Hoàn thành công việc chuyên môn
Nâng cao hiệu quả quản lý đất đai, trật tự xây dựng, đô thị trên địa bàn phường
Hoàn thành toàn diện các mục tiêu, nhiệm vụ năm 2026
Quản lý đô thị hiệu quả trong quý 2
Nâng cao hiệu lực, hiệu quả quản lý nhà nước về đô thị
Urban management improvement
Nang cao hieu qua quan ly do thi
"""


@pytest.mark.parametrize("objective", MEASURABLE.strip().splitlines())
def test_measurable(objective: str) -> None:
    assert read_wording(objective).measurable


@pytest.mark.parametrize("objective", VAGUE.strip().splitlines())
def test_vague(objective: str) -> None:
    assert not read_wording(objective).measurable


@pytest.mark.parametrize(
    ("objective", "missing"),
    [
        ("Nâng cao hiệu quả quản lý đô thị", set(Checkable)),
        ("Nâng cao hiệu quả quản lý đô thị trước 30/6/2026", set(Checkable) - {Checkable.DATE}),
        ("Xử lý 100% hồ sơ đúng hạn", {Checkable.PRODUCT, Checkable.DATE}),
        ("Ban hành kế hoạch chuyển đổi số trước 15/6", {Checkable.NUMBER, Checkable.CRITERION}),
    ],
)
def test_what_is_missing_is_named(objective: str, missing: set[Checkable]) -> None:
    assert set(read_wording(objective).missing) == missing


def test_nothing_is_not_an_objective() -> None:
    assert not read_wording("").measurable
    assert not read_wording("   ").measurable
    assert not read_wording("%").measurable
