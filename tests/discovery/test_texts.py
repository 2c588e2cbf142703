import pytest

from tests.discovery.conftest import WordEncoder, subject_texts
from topics.discovery.model import TopicModel
from topics.discovery.texts import without_addresses


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("详见[原文](https://news.example.cn/2024/a_1.shtml)", "详见[原文]( ", id="link"),
        pytest.param("网址http：//www.example.cn，请收藏", "网址 ，请收藏", id="full-width colon"),
        pytest.param("登录www.example.cn/index.html办理", "登录 办理", id="no scheme"),
        pytest.param("发邮件到 zx.fw@example.gov.cn。", "发邮件到  。", id="mail"),
        pytest.param("WWW 技术 a@b 与 12.5%", "WWW 技术 a@b 与 12.5%", id="none"),
    ],
)
def test_addresses_of_the_web_and_of_mail_are_left_out(text: str, cleaned: str):
    assert without_addresses([text]) == [cleaned]


def test_parts_of_addresses_are_no_keywords(encoder: WordEncoder):
    texts, _ = subject_texts(80)
    linked = [f"{text} https://tv.example.com/{row}.shtml" for row, text in enumerate(texts)]
    model = TopicModel(method="graph", n_topics=4, encoder=encoder).fit(linked)
    words = {word for topic in model.topics_ for word in topic.keywords}
    assert words
    assert not words & {"https", "tv", "example", "com", "shtml"}
    assert (model.predict(texts) == model.labels_).all()
