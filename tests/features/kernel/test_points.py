from topics.characters import fold
from topics.features.kernel.points import ALNUM, BLANK, code_points
from topics.words.trie import N_CODE_POINTS


def test_every_code_point_is_what_python_says():
    points = code_points()
    characters = list(map(chr, range(N_CODE_POINTS)))
    assert points.folded.tolist() == list(map(ord, fold("".join(characters))))
    assert ((points.kinds & ALNUM) > 0).tolist() == list(map(str.isalnum, characters))
    assert ((points.kinds & BLANK) > 0).tolist() == list(map(str.isspace, characters))
