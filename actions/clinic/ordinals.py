"""How patients point at one of a few numbered choices."""

ORDINALS = {
    0: r"1|een|één|eerste|bovenste|1e",
    1: r"2|twee|tweede|middelste|2e",
    2: r"3|drie|derde|3e",
    -1: r"laatste|onderste",
}
"""For each place in the list (-1 is the last) the words that mean it, as alternatives."""
