#pragma once

#include "net/route.hpp"

namespace baro {

inline constexpr std::int32_t orders_page = 10;

/// To be called once it is on disk: answers kept about its SKUs hold no more.
inline void note_stock(Call& call, const OrderView& order) {
  for (const auto& item : order.items)
    call.changes().note(Subject{item.sku_id});
}

} // namespace baro
