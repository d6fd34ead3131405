"""The vocabulary by which the wording of an objective is judged: data for ``objective_wording``.

Every list is written without accents, as ``folding.fold`` leaves a text, and separated by commas; a mistaken
judgement is usually put right here, with a line in ``tests/unit/domain/test_objective_wording.py``.
"""

import re


def one_of(words: str) -> str:
    """A pattern for any of the comma-separated words; the longer ones first."""
    listed = sorted({" ".join(word.split()) for word in words.split(",") if word.strip()}, key=len, reverse=True)
    return f"(?:{'|'.join(re.escape(word) for word in listed)})"


DOCUMENTS = one_of("""
    nghi quyet, nghi dinh, quyet dinh, chi thi, ke hoach, de an, thong tu, cong van, luat, quy dinh, ket luan,
    chuong trinh, huong dan, thong bao, cong dien, phap lenh, dieu, khoan, phu luc, muc tieu, dai hoi, khoa
""")
"""A number after one of these is its name, not a quantity (Nghị quyết 57)."""

NAMED_PLACES = one_of("""
    so, thu, lan thu, muc do, cap do, cap, vanh dai, quoc lo, duong, pho, phuong, quan, khu pho, khu, to dan
    pho, to, ngo, ngach, hem, thon, giai doan, hang, nhom, loai, khu vuc, cong nghiep, giai phap, mo hinh
""")
"""A small number after one of these is a name too (tổ dân phố số 5)."""

MEASURES = (
    r"(?:%|phan tram|km|m2|m3|m²|m³|met|m\b|ha\b|ty|trieu|nghin|ngan|tan\b|lan\b|gio|ngay|phut|diem|ho so|van ban|"
    r"thu tuc|du an|cong trinh|tuyen|ho\b|nguoi|cay|lop|cuoc|buoi|hoi nghi)"
)
"""What makes it a quantity all the same (đường 5 km)."""

NUMBER_WORDS = r"(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|tram|nghin|trieu|chuc|lam|ruoi)"

COUNTED = one_of("""
    phan tram, tuyen, hoi nghi, lop, cuoc, du an, mo hinh, cong trinh, de an, ke hoach, bao cao, van ban, diem,
    ho dan, ho ngheo, luot, dot, buoi, truong, tram, khu, ngo, nha van hoa, vu viec, vu, ho so, thu tuc, san
    pham, lan, bac, doan, cong vien, vuon hoa, san choi, phan mem, quy trinh, nghi quyet, chuyen de, toa nha,
    chung cu, bai, nghin, trieu, ty
""")
"""What a number in words may count (hai hội nghị)."""

HANDED_OVER = one_of("""
    ban hanh, trinh, hoan thanh, hoan tat, xay dung, lap, soan thao, du thao, cap, ban giao, cong bo, cong khai,
    to chuc, phe duyet, tham dinh, ky, khanh thanh, khoi cong, nghiem thu, dua, van hanh, lap dat, so hoa, cap
    nhat, phat hanh, bien soan, thiet lap, mo, tao lap, xuat ban, nop, sua chua, cai tao, nang cap, chinh trang,
    trong, di doi, thao do, ra mat, thanh lap, xay
""")
"""Verbs after which there is something to show."""

PRODUCTS = one_of("""
    ke hoach, bao cao, quyet dinh, nghi quyet, de an, du an, quy che, quy trinh, quy hoach, phuong an, to trinh,
    van ban, huong dan, thong bao, cong van, danh muc, bo tieu chi, bo quy tac, bo cau hoi, co so du lieu, phan
    mem, he thong, trang thong tin, cong thong tin, ung dung, ban do, ho so, giay chung nhan, giay phep, cong
    trinh, tuyen, truong, tram, nha van hoa, nha ve sinh, cho dan sinh, cong vien, vuon hoa, san choi, mat bang,
    hoi nghi, hoi thao, hoi thi, toa dam, lop, cuoc thi, mo hinh, so tay, cam nang, video, bien bao, bien ten,
    camera, du lieu, chuong trinh, chi thi, ket luan, hop dong, bien ban, do an, bang gia, to cong tac, ban chi
    dao, cay xanh, den chieu sang, via he, cong, ranh, duong ong, chuyen muc, ban tin, quy dinh,
    du toan, quyet toan, danh sach, tai lieu, so do, noi quy, bang thong ke, to roi, ban cam ket
""")
"""Things that can be shown afterwards."""

FILLERS = one_of("""
    tiep tuc, tap trung, chu dong, tich cuc, phan dau, quyet tam, kien quyet, gop phan, tung buoc, khong ngung,
    thuong xuyen, chu trong, quan tam, uu tien, nghiem tuc, co gang, no luc, quyet liet
""")
"""Words before the verb that say nothing of their own."""

ASPIRATIONS = one_of("""
    nang cao, tang cuong, day manh, cai thien, phat huy, chu trong, quan tam, thuc hien tot, thuc hien nghiem,
    thuc hien co hieu qua, thuc hien hieu qua, lam tot, hoan thien, doi moi, dam bao, bao dam, cung co, giu
    vung, giu gin, thuc day, phat trien, siet chat, on dinh, no luc, phan dau, co gang, toi uu, mo rong, xay
    dung doi ngu, xay dung chinh quyen, xay dung nen, xay dung moi truong, xay dung van hoa, xay dung hinh anh,
    xay dung tap the, xay dung co quan, tao chuyen bien, tao dieu kien, tao su, lan toa, hoan thanh tot, hoan
    thanh xuat sac, hoan thanh toan dien, tham muu
""")
"""Verbs of a direction without an end: only a quantity or a criterion makes them an objective."""

PROCESSES = one_of("""
    trien khai, thuc hien, tham gia, phoi hop, theo doi, to chuc thuc hien, quan ly, chi dao, duy tri
""")
"""Verbs of doing without a result: they need a day by which, not only a month in which."""

ACKNOWLEDGED = one_of("""
    cong nhan, chung nhan, phe duyet, cap, xep hang, xep loai, nghiem thu, ban giao, thong qua, ky so, so hoa,
    dua vao
""")
"""After "được": somebody else says that it is so."""

NEVER = one_of("de, con, phat sinh, xay ra, co, mac, vi pham, ton dong, bi")
"""After "không": zero is a quantity (không để xảy ra cháy)."""
