"""S10: what an idle SKU actor costs."""

from figures import Row, all_of, at_least, at_most
from programs import own, say
from shops import ACTOR_FIRST

SLOWEST = 16_000  # SKUs a second: none may fall asleep before the last one is awake


def measure(plan, shop):
    """One product for each SKU is the worst case: nothing can be shared. Leaves the shop without its node."""
    say(f"waking {plan.actors:,} SKUs")
    shop.add_skus(ACTOR_FIRST, ACTOR_FIRST + plan.actors - 1)
    shop.stack.control("node", "stop")
    idle_max = 5 + plan.actors // SLOWEST
    result = own("actor_memory", plan.actors, ACTOR_FIRST,
                 env=shop.stack.server_env() | {"BARO_ENTITY_IDLE_MAX": str(idle_max)})
    kib = result["bytes_each"] / 1024
    late = result["asleep_after_seconds"] - idle_max
    measured = (f"{kib:.2f} KiB each; {result['woken_per_second']:,.0f}/s woken; all asleep {late:.1f} s after the last "
                f"one's idle time was up; asleep {result['bytes_each_asleep']:,.0f} bytes each are left of the heap")
    verdict = all_of(memory=at_most(kib, 1.75), waking=at_least(result["woken_per_second"], 20_000))
    return [Row("S10", f"{plan.actors:,} idle SKU actors", "<= 1.75 KiB each, >= 20,000/s woken", measured, "", verdict,
                result)]
