import numpy as np

from topics.features.company import FEW_TEXTS, term_company
from topics.features.terms import TermKinds
from topics.features.vectorizer import TextVectorizer


def rows(characters):
    vectorizer = TextVectorizer(min_df=1, kinds=TermKinds(choice="all")).fit([characters])
    company = term_company(vectorizer, 200)
    grams = vectorizer.terms_.tolist()
    return {character: company[grams.index(character)].toarray().ravel() for character in characters}


def likeness(first, second):
    return first @ second / (np.linalg.norm(first) * np.linalg.norm(second))


def test_characters_of_one_kind_keep_like_company():
    found = rows("狗猫银钱")
    assert likeness(found["狗"], found["猫"]) > likeness(found["狗"], found["银"])


def test_other_terms_have_no_company():
    vectorizer = TextVectorizer(min_df=1).fit(["骗子冒充客服"])
    company = term_company(vectorizer, 200)
    for column, term in enumerate(vectorizer.terms_.tolist()):
        if len(term) > 1:
            assert company[column].nnz == 0


def test_it_counts_less_the_more_texts_there_are():
    vectorizer = TextVectorizer(min_df=1).fit(["骗子冒充客服"])
    assert abs(term_company(vectorizer, 800)).sum() < abs(term_company(vectorizer, FEW_TEXTS // 10)).sum()
