"""S11: the id generator."""

from figures import Row, all_of, at_least
from programs import own, say


def measure(plan):
    """The verdict is on what an id costs; how many there can be for long is a property of the format."""
    say("ids")
    result = own("id_rate", plan.million_ids)
    measured = (f"{1e9 / result['bursts']:.0f} ns each in bursts, {result['bursts'] / 1e6:.1f} M/s; "
                f"{1e9 / result['fast_clock']:.0f} ns without reading the clock; sustained {result['sustained']:,.0f}/s, "
                f"which 53-bit ids bound to 128,000/s of a node; {result['duplicates']} duplicates "
                f"among {result['checked']:,} ids of 8 nodes")
    verdict = all_of(in_bursts=at_least(result["bursts"], 20e6),
                     duplicates="met" if result["duplicates"] == 0 else "there were")
    return [Row("S11", "ids per second and core", ">= 20 M/s, no duplicates", measured, "", verdict, result)]
