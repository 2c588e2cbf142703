from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.characters import normalise
from topics.documents.roles import role_of, without_marks
from topics.types import Role


@pytest.mark.parametrize(
    ("line", "role"),
    [
        pytest.param("## 一、把纠纷化解在家门口，让群众安心。", "heading", id="Markdown mark"),
        pytest.param("织密防护网 共守平安城", "heading", id="title of two clauses"),
        pytest.param("从源头抓起，让骗子无处下手", "heading", id="one comma"),
        pytest.param("县公安局党委书记", "heading", id="short and unpunctuated"),
        pytest.param("下转第三版", "jump", id="jump forward"),
        pytest.param("（上接第12版）", "jump", id="jump back in brackets"),
        pytest.param("上接1版《守护乡里》", "jump", id="jump with its title"),
        pytest.param("案件材料已转第三版修改，请及时查收。", "body", id="jump words in a sentence"),
        pytest.param("□ 本报记者 林小禾 通讯员 石磊", "byline", id="byline box"),
        pytest.param("记者：林小禾", "byline", id="byline with colon"),
        pytest.param("（作者单位：县司法局）", "byline", id="author's office"),
        pytest.param("责任编辑：方远", "byline", id="editor"),
        pytest.param("记者从县公安局获悉，今年追回被骗资金两百万元。", "body", id="sentence of a reporter"),
        pytest.param("本报记者走访了三个社区，看到调解室里座无虚席。", "body", id="sentence of our reporter"),
        pytest.param("图①：民警在集市讲解防骗知识。", "caption", id="numbered picture"),
        pytest.param("资料图片", "caption", id="archive picture"),
        pytest.param("民警护送学生过马路。林小禾摄", "caption", id="photographer"),
        pytest.param("调解员入户走访（县司法局供图）", "caption", id="giver of the picture"),
        pytest.param("本报记者 林小禾 摄", "caption", id="byline of a photographer"),
        pytest.param("■ 全年调解纠纷一千二百件，成功率九成。", "box", id="box mark"),
        pytest.param("数说平安", "heading", id="title of a box of figures"),
        pytest.param("286个", "box", id="figure"),
        pytest.param("31个 75%以上", "box", id="two figures"),
        pytest.param("2023年5月", "heading", id="date is no figure"),
        pytest.param("青川市委政法委书记 林小禾", "byline", id="office and name"),
        pytest.param("林小禾 青川市公安局副局长", "byline", id="name and office"),
        pytest.param("走近青川市公安局副局长林小禾", "heading", id="office and name in a title"),
        pytest.param("青川省委政法委", "byline", id="institution"),
        pytest.param("制图/林小禾", "caption", id="maker of the picture"),
        pytest.param("——青川市平安建设会议发言摘要", "heading", id="subtitle"),
        pytest.param("——坚持源头预防，把纠纷化解在村里", "body", id="dash item"),
        pytest.param("记者：为什么一年两千件纠纷，九成能在镇里解决", "body", id="question of a reporter"),
        pytest.param("民警上门劝阻，老人的积蓄保住了。", "body", id="sentence"),
        pytest.param("“钱追回来了，心也定了。”", "body", id="quotation"),
        pytest.param("为了把矛盾化解在基层，", "body", id="cut at a comma"),
        pytest.param("全市推广“一窗通办", "body", id="cut inside quotation marks"),
        pytest.param("一是排查隐患", "body", id="list item"),
        pytest.param("（二）加强巡逻", "body", id="bracketed list item"),
        pytest.param("第十条 调解不收费", "body", id="article of a law"),
        pytest.param("调解员" * 13, "body", id="too long for a heading"),
        pytest.param("讲案例，教方法，送服务", "body", id="two commas"),
        pytest.param("问：调解室设在哪里", "body", id="question without its mark"),
        pytest.param("答:就设在社区", "body", id="answer without its stop"),
        pytest.param("钱追回来了.", "body", id="Latin full stop"),
        pytest.param("发案率降至2.", "heading", id="cut number"),
    ],
)
def test_role(line, role):
    assert role_of(normalise(line)) == role


@given(st.text())
def test_every_line_has_a_role(line):
    assert role_of(line) in get_args(Role)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        pytest.param("### 反诈在行动", "反诈在行动", id="spaced mark"),
        pytest.param("#反诈在行动", "反诈在行动", id="close mark"),
        pytest.param("反诈#在行动#", "反诈#在行动#", id="marks elsewhere"),
        pytest.param("**县**综治中心**揭牌**", "县综治中心揭牌", id="bold type"),
        pytest.param("# [反诈指南](guide.html)发布", "反诈指南发布", id="link"),
        pytest.param("![民警走访](a.png) 民警走访", "民警走访", id="image"),
        pytest.param("3*4*5 [注]（下同）", "3*4*5 [注]（下同）", id="stars and brackets of the text"),
    ],
)
def test_without_marks(line, text):
    assert without_marks(line) == text
