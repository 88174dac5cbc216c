"""A reader's own review, used as readers do: by pointer, keyboard, link, without a network."""

import csv
import io
import random
import re
import shutil
import xml.etree.ElementTree as ET

import pytest
from shares import first_of
from websites import DESKTOP, NARROWEST, PHONE, SITE

from living_review.pages.own_review import NAME, own_review, slug
from living_review.synthesis.trials.multiverse import specifications
from living_review.synthesis.trials.own_choices import one_choice_changed

PAGE, FIGURE, KEY = "chapters/the-pooled-answer.html", f"#figure-{NAME}", "#my-choice="
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
PAIR = re.compile(r"(−?[\d.]+) \((−?[\d.]+) to (−?[\d.]+)\)")
pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def payload():
    return own_review(one_choice_changed(specifications())).payload


@pytest.fixture
def opened(open_page):
    """The figure of a page, which answers already; and what else the page was asked for."""

    def at(fragment="", size=DESKTOP, **options):
        page = open_page(PAGE + fragment, size=size, **options)
        page.locator(f"{FIGURE} .review-own-answer").wait_for()
        return page, page.locator(FIGURE)

    return at


def digest(text: str) -> str:
    """FNV-1a of 32 bits, in digits and letters: what the page writes behind a choice."""
    number = 0x811C9DC5
    for letter in text:
        number = (number ^ ord(letter)) * 0x01000193 % 2**32
    written = ""
    while number:
        number, rest = divmod(number, 36)
        written = LETTERS[rest] + written
    return written or "0"


def addressed(parts: list[str]) -> str:
    return f"{KEY}{'~'.join(parts)}~{digest('~'.join(parts))}"


def numbers(text: str) -> tuple[float, ...]:
    """The first estimate and interval in a text."""
    return tuple(float(part.replace("−", "-")) for part in PAIR.search(text).groups())


def answer(figure) -> str:
    return figure.locator(".review-own-answer").inner_text()


def choose(figure, label: str, option: str):
    figure.get_by_label(label, exact=True).select_option(label=option)


def some_choice(payload, seed: int) -> list[str]:
    """The parts of an address of a choice, the same for the same seed."""
    dice = random.Random(seed)
    return [
        payload["edition"],
        dice.choice(payload["sets"])["slug"],
        ".".join(rule["slug"] for rule in payload["rules"] if dice.random() < 0.2),
        dice.choice(payload["readings"])["slug"],
        dice.choice(payload["methods"])["slug"],
        dice.choice([*payload["scales"], {"slug": "g"}])["slug"],
        ".".join(trial["id"] for trial in payload["trials"] if dice.random() < 0.15),
        dice.choice(["", "", f"{dice.randint(-30, 30) / 20:g}_{dice.randint(10, 20000)}"]),
    ]


def test_the_reviews_own_choice_is_where_it_starts(opened):
    page, figure = opened()
    main = specifications().query("main").iloc[0]
    found = numbers(answer(figure))
    assert found == tuple(round(float(main[name]), 2) for name in ("estimate", "low", "high"))
    assert "review's own choice" in figure.locator(".review-title").inner_text()
    assert page.said == []


def test_without_one_trial_by_keyboard_alone(opened, payload):
    page, figure = opened()
    before = answer(figure)
    name = payload["trials"][0]["name"]
    box = figure.get_by_role("checkbox", name=re.compile(f"^{name}"))
    box.focus()
    page.keyboard.press("Space")
    assert not box.is_checked()
    assert box.evaluate("box => box === document.activeElement")
    after = answer(figure)
    assert numbers(after) != numbers(before)
    # The review's own answer stays beside it, and what changed is announced.
    assert PAIR.search(before).group(0) in after
    assert figure.locator(".review-own-answer").get_attribute("role") == "status"
    assert figure.locator(".review-title").inner_text().startswith("A reader's choice")


def test_a_rule_a_reading_and_a_model_give_what_the_multiverse_has(opened, payload):
    _, figure = opened()
    left = next(rule["name"] for rule in payload["rules"] if "second hand" in rule["name"])
    reading, method = payload["readings"][1]["name"], "all trials, half-normal 0.5"
    told = next(item["name"] for item in payload["methods"] if item["slug"] == slug(method))
    figure.get_by_label(re.compile(re.escape(left))).check()
    choose(figure, "What was not reported", reading)
    choose(figure, "Pooled by", told)
    row = specifications().query(
        "left_out == @left and reading == @reading and pooled == @method "
        "and trials == @payload['sets'][0]['name']"
    )
    row = row.iloc[0]
    wanted = tuple(round(float(row[name]), 2) for name in ("estimate", "low", "high"))
    assert numbers(answer(figure)) == pytest.approx(wanted, abs=0.0101)
    assert (
        "one of those that we tried ourselves" in figure.locator(".review-own-strip").inner_text()
    )
    figure.get_by_role("button", name="Back to").click()
    assert "This is the review's own choice" in answer(figure)


def test_a_choice_that_leaves_too_little_says_why(opened):
    _, figure = opened()
    figure.get_by_label(re.compile("only low risk of bias")).check()
    told = answer(figure)
    assert "No answer for this choice" in told
    assert "at least" in told
    assert "no answer" in figure.locator(".review-title").inner_text()


def test_a_scale_tells_the_same_answer_in_points(opened, payload):
    _, figure = opened()
    scale = payload["scales"][1]
    in_sd = numbers(answer(figure))
    choose(figure, "Told in", scale["name"])
    assert numbers(answer(figure)) == pytest.approx([scale["sd"] * x for x in in_sd], abs=0.1)
    assert f"points of the {scale['name']}" in answer(figure)


@pytest.mark.long
def test_certainty_is_never_higher_than_the_reviews(opened, payload):
    page, _ = opened()
    levels = ["high", "moderate", "low", "very low"]
    own = levels.index(payload["certainty"]["level"])
    told = page.evaluate(
        f"""addresses => addresses.map((address) => {{
            location.hash = address; dispatchEvent(new HashChangeEvent("hashchange"));
            return document.querySelector("{FIGURE} .review-own-answer").textContent; }})""",
        [addressed(some_choice(payload, seed)) for seed in range(25)],
    )
    said = [re.search("Certainty: (.+?) at most", text) for text in told]
    assert any(said)
    assert all(levels.index(found.group(1)) >= own for found in said if found)


def test_one_more_trial_is_never_taken_for_people(opened):
    _, figure = opened()
    real = re.search(r"(\d+) trials of (\d+) people", answer(figure)).group(0)
    figure.get_by_label("add a made-up trial").check()
    told = answer(figure)
    assert f"{real}, and a made-up one of" in told
    reasons = re.search(r"Certainty: .+? at most \((.+?)\)", told).group(1)
    assert "imprecision" in reasons
    assert "with a made-up trial" in figure.locator(".review-title").inner_text()
    assert "Made-up trial" in figure.locator(".review-own-plot svg").text_content()


@pytest.mark.parametrize("method", first_of(["Rhodes, any setting", "half-normal 1", "ad hoc"]))
def test_how_large_one_more_trial_must_be(opened, payload, method):
    """What is said of the size is what the page answers well below it and above it."""
    _, figure = opened()
    names = [item["name"] for item in payload["methods"]]
    choose(figure, "Pooled by", next(name for name in names if method in name))
    figure.get_by_label("add a made-up trial").check()
    settles = figure.locator(".review-own-settles", has_text=re.compile("by this model|By this"))
    settles.wait_for()
    size = re.search(r"from about (\d+) people on", settles.inner_text())
    inside = []
    sizes = (int(size.group(1)) * 0.4, int(size.group(1)) * 2.5) if size else (10, 20_000)
    for people in sizes:
        field = figure.get_by_label("People, number")
        field.fill(f"{people:.0f}")
        field.press("Tab")
        low, high = numbers(answer(figure))[1:]
        inside.append(low <= 0 <= high)
    assert inside == ([False, True] if size else [False, False])


def test_a_key_moves_a_slider_by_one_of_its_values(opened):
    page, figure = opened()
    figure.get_by_label("add a made-up trial").check()
    slider = figure.get_by_label("People, slider")
    slider.focus()
    seen = []
    for key in ["ArrowRight"] * 3 + ["ArrowLeft"] * 4:
        page.keyboard.press(key)
        seen.append(figure.get_by_label("People, number").input_value())
    assert seen == ["220", "240", "260", "240", "220", "200", "180"]
    assert slider.get_attribute("aria-valuetext") == "180 people"


def test_a_limit_that_a_method_cannot_use_is_not_said_to_be_pooled(opened, payload):
    _, figure = opened()
    numbers_only = next(item["name"] for item in payload["methods"] if not item.get("prior"))
    choose(figure, "Pooled by", numbers_only)
    assert "this method can't use" in answer(figure)
    figure.locator("summary", has_text="Data").click()
    said = figure.locator("table").inner_text()
    pooled = int(re.search(r"(\d+) trials of", answer(figure)).group(1))
    assert said.count("no: only a limit") > 0
    assert len(re.findall(r"\tyes\t", said)) == pooled


@pytest.mark.long
def test_every_address_leads_back_to_itself(opened, payload):
    page, _ = opened()
    addresses = [addressed(some_choice(payload, seed)) for seed in range(60)]
    kept = page.evaluate(
        f"""addresses => addresses.map((address) => {{
            history.replaceState(null, "", address);
            dispatchEvent(new HashChangeEvent("hashchange"));
            const figure = document.querySelector("{FIGURE}");
            const notice = figure.querySelector(".review-own-notice");
            return [figure.dataset.address, notice.textContent]; }})""",
        addresses,
    )
    assert [address.split("#")[1] for address, _ in kept] == [a[1:] for a in addresses]
    assert all("This choice came with the link" in told for _, told in kept)
    assert page.said == []


def damaged(address: str, seed: int) -> str:
    """An address with something lost, doubled, swapped or put in."""
    dice = random.Random(seed)
    kept, place = address[len(KEY) :], dice.randrange(len(address) - len(KEY))
    return KEY + dice.choice(
        [
            kept[:place],
            kept[:place] + dice.choice("x~.%<é0") + kept[place:],
            kept[:place] + kept[place + 1 :],
            kept[::-1],
            kept.replace("~", "", 1),
            kept + kept,
            "%E0%A4%A" + kept,
            "<img src=x onerror=alert(1)>",
            "",
            "__proto__~constructor~" + kept,
        ]
    )


@pytest.mark.long
def test_a_damaged_address_is_refused_in_words(opened, payload):
    page, _ = opened()
    whole = [addressed(some_choice(payload, seed)) for seed in range(200)]
    broken = [damaged(address, seed) for seed, address in enumerate(whole)]
    pairs = [(bad, good) for bad, good in zip(broken, whole, strict=True) if bad != good]
    told = page.evaluate(
        f"""addresses => addresses.map((address) => {{
            history.replaceState(null, "", address);
            dispatchEvent(new HashChangeEvent("hashchange"));
            const figure = document.querySelector("{FIGURE}");
            const notice = figure.querySelector(".review-own-notice");
            const title = figure.querySelector(".review-title");
            return [notice.hidden, notice.textContent, title.textContent]; }})""",
        [bad for bad, _ in pairs],
    )
    assert len(told) > 190
    assert not any(hidden for hidden, _, _ in told)
    assert all("damaged" in words for _, words, _ in told)
    assert all(title.startswith("The review's own choice") for _, _, title in told)
    assert page.said == []


def test_a_choice_of_another_edition_says_so(opened, payload):
    page, figure = opened(addressed(["0.1.0", *some_choice(payload, 3)[1:]]))
    assert "made in edition 0.1.0" in figure.locator(".review-own-notice").inner_text()
    gone = some_choice(payload, 3)
    gone[0], gone[1] = "0.1.0", "a-set-of-old"
    page.goto(page.url.split("#")[0] + addressed(gone))
    page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    assert "does not have" in figure.locator(".review-own-notice").inner_text()
    assert figure.locator(".review-title").inner_text().startswith("The review's own choice")


@pytest.mark.parametrize("seed", first_of(range(4)))
def test_the_python_gives_the_same(opened, payload, seed):
    parts = some_choice(payload, seed)
    parts[1], parts[2], parts[5], parts[6] = payload["sets"][-1]["slug"], "", "g", ""
    parts[7] = "-0.3_120" if seed % 2 else ""
    _, figure = opened(addressed(parts))
    figure.locator("summary", has_text="Python").click()
    names = {}
    exec(figure.locator("details pre").first.inner_text(), names)
    pooled = names["pooled"]
    wanted = (pooled.estimate, pooled.low, pooled.high)
    assert numbers(answer(figure)) == pytest.approx(wanted, abs=0.0051)


def test_what_is_taken_away_says_whose_choice_it_is(opened, payload):
    page, figure = opened(addressed([*some_choice(payload, 1)[:7], ""]))

    def saved(press) -> str:
        with page.expect_download() as download:
            press.click()
        return download.value.path().read_text(encoding="utf-8")

    drawn = ET.fromstring(saved(figure.get_by_text("Picture (SVG)")))
    words = [text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "A reader's choice" in " ".join(words)
    assert KEY[1:] in "".join(words)
    assert "not the review's" in " ".join(words)
    assert figure.get_attribute("data-address").split("~")[-1] in words[-1]  # nothing is cut off
    figure.locator("summary", has_text="Data").click()
    rows = list(csv.reader(io.StringIO(saved(figure.get_by_text("Save as CSV")))))
    assert rows[-1][0] == "A reader's choice, not the review's"
    assert KEY in rows[-1][-1]
    shown = [row[0] for row in rows]
    assert [trial["name"] for trial in payload["trials"]] == shown[1 : len(payload["trials"]) + 1]
    assert "The review's own choice" in shown


@pytest.mark.parametrize(
    "size", first_of([(NARROWEST,), (PHONE,), (DESKTOP,)]), ids=["narrow", "phone", "desktop"]
)
def test_a_finger_hits_the_boxes_and_nothing_is_cut(opened, size):
    page, figure = opened(size=size, has_touch=True)
    label = figure.locator(".review-own-tick").first
    before = answer(figure)
    label.tap()
    assert answer(figure) != before
    assert label.bounding_box()["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_the_script_each_choice_is_a_table(open_page):
    page = open_page(PAGE, java_script_enabled=False)
    table = page.locator(f"{FIGURE} table").first
    assert table.is_visible()
    text = table.inner_text()
    assert all(name in text for name in ("main pool", "all trials, half-normal 1"))


def test_offline_from_a_folder_nothing_is_asked_for(chromium, tmp_path):
    folder = tmp_path / "taken away"
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("records", "data", "*.zip"))
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / PAGE).as_uri())
    figure = page.locator(FIGURE)
    figure.locator(".review-own-answer").wait_for()
    del asked[:]
    figure.get_by_role("checkbox").nth(9).focus()
    page.keyboard.press("Space")
    assert PAIR.search(answer(figure))
    assert [url for url in asked if not url.startswith("file:")] == []
    context.close()


def test_slugs_name_one_choice_each(payload):
    for part in ("sets", "rules", "readings", "methods", "scales"):
        names = [item["slug"] for item in payload[part]]
        assert len(set(names)) == len({item["name"] for item in payload[part]}) == len(names)
        assert all(slug(name) == name for name in names)
