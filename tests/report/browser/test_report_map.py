"""The map, its legend, and the ways between map, search and list."""

from pathlib import Path

import pytest


@pytest.mark.parametrize("kind", ["theme", "topic"])
def test_legend_table_and_list_count_alike(browser, mixed: Path, kind: str):
    browser.open(mixed)
    browser.run(f"document.querySelector('[name=colour][value={kind}]').click()")
    entries = browser.run("document.querySelectorAll('#legend button').length")
    table = browser.run(
        f"Object.fromEntries([...document.querySelectorAll('#{kind}s tr:has(button.link)')]"
        ".map((row) => [row.querySelector('button').textContent, row.querySelectorAll('td.n')"
        f"[{0 if kind == 'theme' else 1}].textContent]))"
    )
    listed = {}
    for number in range(entries):
        browser.run(f"document.querySelectorAll('#legend button')[{number}].click()")
        name, count = browser.run(f"document.querySelectorAll('#legend button')[{number}].textContent").rsplit(" ", 1)
        assert f"“{name}”：{count} 段（共 120 段）" in browser.run("document.getElementById('count').textContent")
        listed[name] = count
        browser.run(f"document.querySelectorAll('#legend button')[{number}].click()")
    assert table.items() <= listed.items()
    assert listed.keys() - table.keys() <= {"不参与聚类"}
    assert browser.run(f"!document.getElementById('counted-{kind}s').hidden")


def test_colours_of_themes_are_far_apart(browser, path: Path):
    browser.open(path)
    least = (
        "(() => { const made = Array.from({ length: %d }, (_, number) => colours.theme(number - 1));"
        " return Math.min(...made.flatMap((one, at) => made.slice(at + 1)"
        ".map((other) => colours.distance(one, other)))); })()"
    )
    assert browser.run(least % 15) > 0.14
    assert browser.run(least % 31) > 0.05
    assert browser.run("new Set(Array.from({ length: 400 }, (_, number) => colours.theme(number))).size") > 60


@pytest.mark.parametrize(("kind", "number"), [("theme", -1), ("topic", 1)])
def test_the_card_shows_the_colour_that_the_point_has(opened, kind, number):
    opened.run(f"document.querySelector('[name=colour][value={kind}]').click()")
    opened.run("report.set({ focus: 5 })")
    shown = opened.run("getComputedStyle(document.querySelector('#card .swatch')).backgroundColor")
    colour = opened.run(f"colours.{kind}({number})")
    assert shown == "rgb({}, {}, {})".format(*bytes.fromhex(colour[1:]))


def test_the_card_stays_in_the_window(browser, path: Path):
    browser.open(path, 1200, 700)
    row = browser.run(
        "(() => { const middle = view.frame.height / 2, off = (row) => Math.abs(view.yOf(row) - middle);"
        " return view.rows.reduce((best, row) => (off(row) < off(best) ? row : best)); })()"
    )
    browser.run(
        "scrollTo(0, scrollY + document.getElementById('map').getBoundingClientRect().top"
        f" + view.yOf({row}) + 20 - innerHeight)"
    )
    browser.run(f"report.set({{ focus: {row} }})")
    card = browser.run("document.getElementById('card').getBoundingClientRect().toJSON()")
    assert card["height"] > 40
    assert card["top"] >= 0
    assert card["bottom"] <= 700


def test_names_stand_off_points_buttons_and_each_other(opened, data):
    found = opened.run(
        "new Promise((resolve) => requestAnimationFrame(() => resolve({"
        " boxes: map.named().map(({ name, box }) => [name, box]),"
        " buttons: (({ offsetLeft: left, offsetTop: top, offsetHeight: height }) => ({ left, bottom: top + height }))"
        "(document.querySelector('.zoom')), points: view.rows.map((row) => [view.xOf(row), view.yOf(row)]) })))"
    )
    boxes = [(box["x"] - box["half"], box["y"] - 8, box["x"] + box["half"], box["y"] + 8) for _, box in found["boxes"]]
    assert sorted(name for name, _ in found["boxes"]) == sorted(topic.name for topic in data.topics)
    assert not [
        (left, x, y)
        for left, top, right, bottom in boxes
        for x, y in found["points"]
        if left < x < right and top < y < bottom
    ]
    assert not [box for box in boxes if box[2] > found["buttons"]["left"] and box[1] < found["buttons"]["bottom"]]
    assert not [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[number + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def test_enter_in_the_search_leads_to_the_list_and_escape_back_to_the_map(opened):
    opened.run("document.getElementById('search').focus()")
    opened.send("Input.insertText", text="渔船 第5")
    opened.key("Enter")
    assert opened.run("document.activeElement.id") == "count"
    assert opened.run("document.getElementById('hits').textContent") == "3 段"
    top = opened.run("document.getElementById('count').getBoundingClientRect().top")
    assert 0 <= top < opened.run("innerHeight")
    opened.key("Escape")
    assert opened.run("document.activeElement.id") == "map"
    opened.run("document.getElementById('hits').click()")
    assert opened.run("document.activeElement.id") == "count"
    opened.run("document.getElementById('back').click()")
    assert opened.run("document.activeElement.id") == "map"


def test_from_a_paragraph_of_the_map_the_way_leads_back_to_its_point(opened):
    opened.run("document.getElementById('map').focus()")
    opened.key("ArrowRight")
    row = opened.run("report.state.focus")
    opened.key("Enter")
    assert opened.run("+document.activeElement.dataset.row") == row
    opened.run("report.set({ focus: null })")
    opened.key("Escape")
    assert opened.run("[document.activeElement.id, report.state.focus]") == ["map", row]
    card = opened.run("document.getElementById('card').getBoundingClientRect().toJSON()")
    assert 0 <= card["top"] < opened.run("innerHeight")
