"""The thread of a support request: what the asker, colleagues and support add is on the request, and is told."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from stage.play import Play
from stage.ward import AN, NGOC, THAO, TUAN

from hanoiwork_plugin.domain.errors import Invalid, NotFound
from hanoiwork_plugin.domain.views import SupportView
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services import support
from hanoiwork_plugin.services.host_events import message_created
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.store.messages import NoticeRow, SupportRequestRow


@pytest.fixture
def thread(play: Play, installation: str) -> "Thread":
    with play.plugin.transaction() as tx:
        tx.session.execute(
            update(Installation).where(Installation.id == installation).values(support_conversation_id="group")
        )
    made = Thread(play, installation)
    made.say(AN, "m-1", "Không mở được thẻ")
    return made


class Thread:
    """Messages of the support group, as the host's events bring them."""

    def __init__(self, play: Play, installation: str) -> None:
        self.play, self.installation = play, installation

    def say(self, account: str, message_id: str, text: str, **data: Any) -> None:
        event = {
            "data": {
                "id": message_id,
                "conversationId": "group",
                "conversationType": "group",
                "sender": account,
                "text": text,
                **data,
            }
        }
        with self.play.plugin.transaction() as tx:
            message_created(tx, self.installation, event)

    @property
    def request_id(self) -> UUID:
        with self.play.plugin.transaction() as tx:
            return tx.session.scalars(select(SupportRequestRow.id)).one()

    def view(self) -> SupportView:
        with self.play.plugin.transaction() as tx:
            row = tx.session.get_one(SupportRequestRow, self.request_id)
            return support.support_view(tx, row, may_handle=False)

    def told(self, kind: str) -> int:
        with self.play.plugin.transaction() as tx:
            return len(tx.session.scalars(select(NoticeRow.id).where(NoticeRow.kind == kind)).all())


def test_replies_are_appended_and_reach_the_other_side(thread: Thread) -> None:
    thread.say(AN, "m-2", "Từ sáng nay", replyTo="m-1")
    thread.say(TUAN, "m-3", "Tôi cũng bị như vậy", threadId="m-1")
    thread.say(TUAN, "m-3", "Tôi cũng bị như vậy", threadId="m-1")
    before = thread.told("support_receipt")
    thread.say(THAO, "m-4", "Anh dùng máy gì?", replyTo="m-1")
    assert thread.told("support_receipt") == before + 1
    view = thread.view()
    assert [(each.author.account, each.text) for each in view.replies] == [
        (AN, "Từ sáng nay"),
        (TUAN, "Tôi cũng bị như vậy"),
        (THAO, "Anh dùng máy gì?"),
    ]
    assert (view.state, view.version) == ("open", 4)
    with thread.play.plugin.transaction() as tx:
        context = context_for(tx, thread.installation, "vi")
        card = str(draw(tx, Screen("support_receipt", thread.play.ward.actor(tx, AN), thread.request_id), context))
    assert "Anh dùng máy gì?" in card


def test_after_the_answer_support_follows_up_and_the_asker_opens_it_again(thread: Thread) -> None:
    play, request_id = thread.play, thread.request_id
    play.act(THAO, lambda tx, actor: support.answer(tx, actor, request_id, "Mời mở lại"))
    thread.say(THAO, "m-5", "Nếu chưa được, gọi 1900633388", replyTo="m-1")
    assert thread.view().state == "answered"
    asked = thread.told("support")
    play.act(AN, lambda tx, actor: support.reply(tx, actor, request_id, "Vẫn chưa được"))
    assert (thread.view().state, thread.told("support")) == ("taken", asked + 1)
    play.act(THAO, lambda tx, actor: support.answer(tx, actor, request_id, "Đã sửa xong"))
    view = thread.view()
    assert (view.answer, view.state) == ("Đã sửa xong", "answered")
    assert {each.text for each in view.replies} == {"Mời mở lại", "Nếu chưa được, gọi 1900633388", "Vẫn chưa được"}
    with pytest.raises(NotFound):
        play.act(NGOC, lambda tx, actor: support.reply(tx, actor, request_id, "Xen vào"))
    with pytest.raises(Invalid):
        play.act(AN, lambda tx, actor: support.reply(tx, actor, request_id, "  "))
