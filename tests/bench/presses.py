"""Presses as people make them: six tasks at once, progress reported again and again on the card just answered."""

import threading
import time
from collections.abc import Sequence

from foreign_host.host import CARD, ForeignHost

TASKS = 6
PRESSES_A_TASK = 50


def assigned_task(host: ForeignHost, giver: str, doer: str, title: str) -> None:
    """A task given, completed on its card and taken."""
    host.give_task(giver, title=title, assignees=[doer], kind="thường xuyên", quantity=2, due="2026-06-18")
    gate = {
        "Chọn sản phẩm": "SHTT-01",
        "Tiêu chí chất lượng": "Đủ chữ ký",
        "Căn cứ": "1/CV",
        "Ngày ban hành": "2026-05-20",
        "Cơ quan ban hành": "Sở",
    }
    card = host.memory.card(giver, title, button="Tìm", seconds=60)
    assert host.press(giver, card, "Tìm", {"Tìm sản phẩm": "SHTT-01"}).kind == CARD
    answer = host.press(giver, card, "Giao việc", gate)
    assert answer.kind == CARD, answer
    answer = host.press(doer, host.memory.card(doer, title, button="Nhận việc", seconds=60), "Nhận việc")
    assert answer.kind == CARD, answer


def press_latencies(host: ForeignHost, giver: str, doers: Sequence[str]) -> tuple[list[float], float]:
    """The seconds of every press, and of all together."""
    titles = {f"Việc đo số {number}.": doers[number % len(doers)] for number in range(TASKS)}
    for title, doer in titles.items():
        assigned_task(host, giver, doer, title)
    latencies: list[float] = []

    def work(title: str, doer: str) -> None:
        card = host.memory.card(doer, title, button="Lưu tiến độ").card
        for number in range(PRESSES_A_TASK):
            button = host.button_of(card, "Lưu tiến độ")
            body = host.press_body(button, None, {"Tiến độ": str(number), "Việc đã làm": f"Bước {number}"})
            prepared = host.prepared_press(doer, body)
            started = time.perf_counter()
            answer = host.send_prepared(prepared)
            latencies.append(time.perf_counter() - started)
            assert answer.kind == CARD, answer
            card = answer.value

    threads = [threading.Thread(target=work, args=each) for each in titles.items()]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(latencies) == TASKS * PRESSES_A_TASK
    return latencies, time.perf_counter() - started
