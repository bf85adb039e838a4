"""taste: how much sooner the deck finds what its user likes than the newest looks in turn would."""

from figures import Row, at_least
from programs import own, say

USERS = 300


def measure():
    """An offline replay on made-up people (bench/taste_replay.cpp): no server, and the same figures every time."""
    say("tastes")
    result = own("taste_replay", USERS)
    page = result["page"]
    after = {swipes: {order: result[order][swipes // page - 1] for order in ("newest", "taste", "all-knowing")}
             for swipes in (100, 300)}
    measured = "; ".join(f"of {swipes} looks {found['taste']:.1f} liked, newest first {found['newest']:.1f}, "
                         f"all-knowing {found['all-knowing']:.1f}" for swipes, found in after.items())
    ratio = after[300]["taste"] / after[300]["newest"]
    return [Row("taste", f"liked looks that {USERS} made-up people are dealt", ">= 1.5 x newest first", measured,
                f"{ratio:.2f} x", at_least(ratio, 1.5), result)]
