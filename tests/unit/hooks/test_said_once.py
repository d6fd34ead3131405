"""One press never says the same sentence twice."""

import json

from hanoiwork_plugin.hooks.answers import sentence_answer, toast


def test_a_toast_that_repeats_the_sentence_is_left_out() -> None:
    body = json.loads(sentence_answer("Đã gửi.", [toast("Đã gửi."), toast("Xem thẻ mới.")]).body)
    assert body["value"] == "Đã gửi."
    assert body["effects"] == [toast("Xem thẻ mới.")]
    assert "effects" not in json.loads(sentence_answer("Đã gửi.", [toast("Đã gửi.")]).body)
