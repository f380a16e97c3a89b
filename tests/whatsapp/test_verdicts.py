"""What each error of WhatsApp means, by the table of its documentation."""

import pytest

from bot.whatsapp.verdicts import Verdict, verdict_on

TABLE = {
    Verdict.WINDOW_CLOSED: [131047],
    Verdict.PACE: [131056],
    Verdict.RETRY: [4, 80007, 130429, 131016, 131000, *range(500, 600)],
    Verdict.STOP: [190, 0, 10, *range(200, 300), 368, 131031, 131042, 131045, 133010],
    Verdict.UNDELIVERABLE: [131026, 130472, 131049, 131050],
    Verdict.OUR_FAULT: [100, 131008, 131009, *range(132000, 132017), 131055, 999999],
    Verdict.NEEDS_PHONE: [131062],
}


@pytest.mark.parametrize("verdict", Verdict)
def test_code_when_of_the_table_then_its_verdict(verdict):
    assert {code: verdict_on(code) for code in TABLE[verdict]} == dict.fromkeys(
        TABLE[verdict], verdict
    )
