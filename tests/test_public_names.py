import inspect

import pytest

import topics

_NAMES = [name for name in topics.__all__ if name != "__version__"]


@pytest.mark.parametrize("name", _NAMES)
def test_every_name_imports_from_its_home_and_has_a_docstring(name):
    value = getattr(topics, name)
    assert value.__name__ == name
    assert value.__module__ == topics._HOMES[name]
    assert value.__doc__
    assert not value.__doc__.startswith(f"{name}("), "dataclass writes a signature where there is no docstring"


@pytest.mark.parametrize("name", _NAMES)
def test_every_public_method_has_a_docstring(name):
    value = getattr(topics, name)
    methods = vars(value).items() if inspect.isclass(value) else ()
    public = [(method, function) for method, function in methods if not method.startswith("_")]
    assert [method for method, function in public if callable(function) and not inspect.getdoc(function)] == []


def test_all_names_every_name_once_in_order():
    assert topics.__all__ == sorted(topics.__all__)
    assert len(set(topics.__all__)) == len(topics.__all__)
    assert {*topics._HOMES, "__version__"} == set(topics.__all__) == set(dir(topics))


def test_other_names_are_refused():
    with pytest.raises(AttributeError, match="module 'topics' has no attribute 'labels'"):
        _ = topics.labels
