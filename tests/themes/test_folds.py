import numpy as np

from topics.themes.folds import grouped_folds
from topics.themes.targets import read_targets

_TEXTS = [
    f"第{n}条：{body}" for body in ("骗子冒充客服要求老人转账汇款", "交警在路口查处酒驾车辆行人") for n in range(10)
]


def _folds(texts: list[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    targets = read_targets([["a"], ["b"]] * (len(texts) // 2), None, len(texts))
    return list(grouped_folds(texts, targets, 5, seed=0))


def test_copies_never_stand_on_both_sides():
    for train, test in _folds(_TEXTS):
        assert {_TEXTS[row][-4:] for row in train}.isdisjoint({_TEXTS[row][-4:] for row in test})


def test_every_text_is_held_out_once():
    texts = [
        f"{name}今天在{place}说了一件事"
        for name in "赵钱孙李周"
        for place in ("城东市场", "河边茶馆", "南山小学", "西街邮局")
    ]
    held_out = np.concatenate([test for _, test in _folds(texts)])
    assert sorted(held_out.tolist()) == list(range(20))


def test_copies_of_one_text_give_no_folds():
    assert _folds(["同一段文字反复出现"] * 6) == []
