import pytest

from topics.themes.taxonomy import Taxonomy, Theme

_FRAUD = ("骗子冒充客服要求转账", "民警劝阻老人向诈骗账户汇款", "刷单返利骗局让她损失三万元", "银行拦下一笔诈骗转账")
_ORDER = ("交警查处酒驾车辆", "消防员排查楼道隐患", "路口设岗疏导早高峰车流", "巡逻队检查消防通道隐患")
_NONE = ("球队在加时赛中取胜", "今天夜间有小雨转多云", "博物馆展出一批青铜器", "小麦进入收割季节")
_PLACES = ("城东", "城西", "河北", "江南", "海边", "山里")


@pytest.fixture(scope="session")
def small_taxonomy() -> Taxonomy:
    return Taxonomy((Theme("fraud", "反诈", seed_words=("骗子", "诈骗")), Theme("order", "秩序", seed_words=("交警",))))


@pytest.fixture(scope="session")
def small_corpus() -> tuple[list[str], list[list[str]]]:
    """72 short texts of two themes and none, each sentence in six places."""
    rows = [(f"{place}：{text}。", ["fraud"]) for place in _PLACES for text in _FRAUD]
    rows += [(f"{place}：{text}。", ["order"]) for place in _PLACES for text in _ORDER]
    rows += [(f"{place}：{text}。", []) for place in _PLACES for text in _NONE]
    return [text for text, _ in rows], [themes for _, themes in rows]
