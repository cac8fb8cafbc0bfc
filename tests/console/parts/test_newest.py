from __future__ import annotations

from genmux.console.parts.newest import table


def test_a_table_has_a_name_and_headings_and_shows_no_markup_of_others() -> None:
    shown = table("Who & what", [("right", "Held"), ("", "<b>By</b>")], "<tr><td>1</td></tr>")
    assert 'role="region" aria-label="Who &amp; what"' in shown
    assert '<th scope="col" class="right">Held</th>' in shown
    assert "&lt;b&gt;By&lt;/b&gt;" in shown
    assert "<tbody><tr><td>1</td></tr></tbody>" in shown
