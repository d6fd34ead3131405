"""Objectives as wards and departments write them: a direction or “on time” alone is not enough, a figure is."""

import pytest

from hanoiwork_plugin.domain.goals.objective_wording import Checkable, read_wording

VAGUE = """
Nâng cao hiệu quả giải quyết TTHC đúng hạn
Giải phóng mặt bằng đúng tiến độ
Giải quyết thủ tục hành chính đúng hạn
Thực hiện nhiệm vụ đúng hạn, đúng quy định
Giải quyết đơn thư khiếu nại đúng thời hạn
Nâng cao tỷ lệ hồ sơ giải quyết đúng hạn
Giải ngân vốn đầu tư công đúng tiến độ
Triển khai các dự án đúng tiến độ
Bảo đảm công việc đúng tiến độ, trước hạn
Xử lý văn bản đến kịp thời, đúng hạn
Thu ngân sách đúng tiến độ, đúng kế hoạch
Tăng cường quản lý đất đai trên địa bàn xã
Tăng cường kiểm tra, xử lý vi phạm trật tự xây dựng
Nâng cao chất lượng giải quyết thủ tục hành chính
Đẩy mạnh công tác cải cách hành chính
Nâng cao chất lượng công tác tiếp công dân
Đổi mới công tác tham mưu tổng hợp
Nâng cao năng lực chuyển đổi số cho cán bộ, công chức
Thực hiện tốt chính sách an sinh xã hội
Chăm lo đời sống người có công
Làm tốt công tác quốc phòng, quân sự địa phương
Giữ vững an ninh chính trị, trật tự an toàn xã hội
Nâng cao chất lượng giáo dục mầm non
Cải thiện môi trường đầu tư kinh doanh
Nâng cao sự hài lòng của người dân
Phát triển kinh tế nông nghiệp bền vững
Tăng cường công tác bảo vệ môi trường
Nâng cao ý thức người dân về phân loại rác
Đẩy mạnh tuyên truyền pháp luật
Phối hợp giải quyết kiến nghị của cử tri
Quản lý tốt tài sản công
Thực hành tiết kiệm, chống lãng phí
Nâng cao kỷ luật, kỷ cương hành chính
Theo dõi, đôn đốc tiến độ thực hiện nhiệm vụ
Tham mưu kịp thời cho lãnh đạo
Thực hiện nghiêm quy chế làm việc
Xây dựng nếp sống văn minh đô thị
Phát triển văn hóa, thể thao quần chúng
Bảo đảm vệ sinh an toàn thực phẩm trên địa bàn
Đảm bảo hoạt động thông suốt của trung tâm
Chủ động phòng, chống thiên tai
Nâng cao chất lượng sinh hoạt chi bộ
Tăng cường ứng dụng công nghệ thông tin
Giải quyết dứt khoát các tồn tại
Quan tâm công tác đào tạo, bồi dưỡng
"""
MEASURABLE = """
Giải quyết 98% hồ sơ TTHC đúng hạn
Giải phóng mặt bằng 12 ha đúng tiến độ
Giải phóng mặt bằng đường Nguyễn Du trước 30/9
Bàn giao mặt bằng dự án trường mầm non đúng tiến độ
Tỷ lệ hồ sơ trả đúng hạn đạt 99%
Tỷ lệ giải ngân vốn đầu tư công đạt 95% kế hoạch
Nâng tỷ lệ hồ sơ trực tuyến toàn trình lên 80%
Ban hành kế hoạch phòng, chống thiên tai đúng hạn
Trình dự toán ngân sách đúng thời hạn
Hoàn thành 45 giấy chứng nhận lần đầu cho hộ gia đình
Cấp giấy phép xây dựng cho 100% hồ sơ hợp lệ trong 15 ngày
Giảm 30% đơn thư vượt cấp
Không còn hồ sơ trễ hạn
Không để phát sinh điểm tập kết rác mới
Không để xảy ra tai nạn lao động
Rà soát 350 hộ nghèo, cận nghèo trước 15/11
Chi trả trợ cấp cho 1.250 đối tượng bảo trợ trước ngày 10
Tổ chức 02 lớp tập huấn an toàn thực phẩm
Kiểm tra 60 cơ sở kinh doanh thực phẩm
Thu thuế đất phi nông nghiệp đạt 100% dự toán
Thu ngân sách 45 tỷ đồng
Vận động 300 hộ phân loại rác tại nguồn
Lắp 40 camera an ninh tại 8 tổ dân phố
Trồng 500 cây xanh trên tuyến phố
Số hóa 12.000 hồ sơ hộ tịch
Hoàn thành số hóa hồ sơ đất đai trước 31/12
Đưa phần mềm quản lý văn bản vào sử dụng
Ban hành quy chế chi tiêu nội bộ
Lập quy hoạch chi tiết khu trung tâm
Công bố danh mục thủ tục hành chính trên cổng thông tin
Nghiệm thu công trình nhà văn hóa thôn Đoài
Xã đạt chuẩn nông thôn mới nâng cao
Được công nhận phường văn minh đô thị
95% người dân hài lòng với bộ phận một cửa
Tiếp nhận và trả lời 100% phản ánh trên iHanoi trong 3 ngày
Rút ngắn thời gian cấp phép từ 20 ngày xuống 12 ngày
Kết nạp 10 đảng viên
Khám sức khỏe định kỳ cho 2.000 người cao tuổi
Tiêm chủng đầy đủ cho 98% trẻ dưới 1 tuổi
Xếp hạng chỉ số CCHC trong nhóm 10 phường dẫn đầu
Xử lý xong 15 trường hợp lấn chiếm vỉa hè
Nộp báo cáo tổng kết công tác tháng trước ngày 25
Lát đá vỉa hè 1.200 m2
Tổ chức hội nghị đối thoại với doanh nghiệp trong quý III
Xây dựng 03 mô hình dân vận khéo
Nâng cao hiệu quả giải quyết TTHC: 98% hồ sơ đúng hạn
"""


@pytest.mark.parametrize("objective", VAGUE.strip().splitlines())
def test_a_direction_without_an_end(objective: str) -> None:
    wording = read_wording(objective)
    assert not wording.measurable
    assert Checkable.NUMBER in wording.missing


@pytest.mark.parametrize("objective", MEASURABLE.strip().splitlines())
def test_an_end_that_can_be_checked(objective: str) -> None:
    assert read_wording(objective).measurable
