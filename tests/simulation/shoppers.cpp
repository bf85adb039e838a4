#include "tests/simulation/shoppers.hpp"

#include <caf/send.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace baro::sim {

namespace {

constexpr Caller admin{UserId{1}, Role::ADMIN};
constexpr Span way_min{50};
constexpr Span way_max{3'000};
constexpr milliseconds patience{5'000};
constexpr Span retry_min{50'000};
constexpr Span retry_max{400'000};
constexpr Won first_price = 10'000;

/// Whether it says that nothing was decided.
bool is_no_answer(Errc code) {
  return code == Errc::unavailable || code == Errc::overloaded || code == Errc::deadline_passed
         || code == Errc::fenced || code == Errc::idempotency_key_in_use;
}

Idempotency key_of(const std::string& name) { return {name, name}; }

} // namespace

Offer offer_of(SkuId sku) {
  Offer offer;
  offer.sku = sku;
  offer.product = ProductId{sku.value};
  offer.owner = admin.user;
  offer.price = first_price;
  offer.on_sale = true;
  return offer;
}

Shoppers::Shoppers(World& world, Cluster& cluster, std::size_t skus)
  : world_(world), cluster_(cluster), skus_(skus) {
  agent_ = world.system().spawn([this](caf::event_based_actor* self) -> caf::behavior {
    self_ = self;
    return {world_.runner()};
  });
}

Shoppers::~Shoppers() { caf::anon_send_exit(agent_, caf::exit_reason::kill); }

// Asking -----------------------------------------------------------------------------------------

template <class Reply, class Message>
void Shoppers::want(Wish<Reply, Message> wish) {
  waiting_.insert(wish.name);
  asked_.push_back(wish.name);
  attempt(std::make_shared<Wish<Reply, Message>>(std::move(wish)));
}

template <class Reply, class Message>
void Shoppers::attempt(const WishPtr<Reply, Message>& wish) {
  const auto number = ++wish->attempts;
  auto* node = cluster_.node_at(world_.random().below(cluster_.places()));
  if (!node || !node->is_ready())
    return try_later(wish);
  auto [address, message] = wish->message(*node);
  const auto shard = node->shard_of(address);
  const Envelope envelope{address, caf::make_message(std::move(message)), wish->wakes};
  const auto is_late = [wish, number] { return wish->attempts != number; };
  const auto answered = [this, wish, is_late](bool is_decided, const Result<Reply>& answer) {
    if (is_late())
      return;
    ++wish->attempts;
    if (is_decided && wish->answered(answer))
      return void(waiting_.erase(waiting_.find(wish->name)));
    if (!is_decided)
      world_.note(fmt::format("no answer: {}, {} {}", wish->name, to_string(answer.error().code),
                              answer.error().detail));
    try_later(wish);
  };
  world_.after(world_.random().between(way_min, way_max), [=, this] {
    world_.run_in(agent_, [=, this] {
      auto refused = [answered](const caf::error& error) {
        const auto reason = from_caf(error);
        answered(!is_no_answer(reason.code), reason);
      };
      auto pending = self_->request(shard, caf::infinite, envelope);
      if constexpr (std::is_same_v<Reply, Done>)
        pending.then([answered] { answered(true, Done{}); }, refused);
      else
        pending.then([answered](const Reply& reply) { answered(true, reply); }, refused);
    });
  });
  world_.after(patience, [this, wish, is_late] {
    if (!is_late())
      try_later(wish);
  });
}

template <class Reply, class Message>
void Shoppers::try_later(const WishPtr<Reply, Message>& wish) {
  ++wish->attempts; // what is on its way comes too late
  world_.after(world_.random().between(retry_min, retry_max), [this, wish] { attempt(wish); });
}

void Shoppers::after(milliseconds wait, const std::string& name,
                     std::function<void(const std::string&)> ask) {
  const auto waiting = waiting_.insert(name);
  world_.after(wait, [this, waiting, ask = std::move(ask)] {
    const auto due = *waiting;
    waiting_.erase(waiting);
    ask(due);
  });
}

std::string Shoppers::who_waits() const { return fmt::format("{}", fmt::join(waiting_, ", ")); }

void Shoppers::ask(const Happening& request) {
  const auto name = fmt::format("{}-{}", name_of(request.what), request.number);
  const UserId user{10 + static_cast<std::int64_t>(request.who)};
  const UserId collector{100 + static_cast<std::int64_t>(request.who)};
  const auto sku = sku_of(request.whom % skus_);
  const auto* order = some_order(request.whom);
  switch (request.what) {
    case What::order_poisoned:
      return place(std::string{poison} + name, user, {{sku, {}, request.quantity}});
    case What::order_twice: place(name, user, {{sku, {}, request.quantity}}); [[fallthrough]];
    case What::order: {
      std::vector<RequestedLine> lines{{sku, {}, request.quantity}};
      if (request.whom >= skus_ && request.what == What::order)
        lines.push_back({sku_of((request.whom + 1) % skus_), {}, 1});
      return place(name, user, std::move(lines));
    }
    case What::cancel:
      if (order)
        cancel(name, *order);
      return;
    case What::pay:
    case What::pay_late:
      if (order)
        pay(name, *order, request.what == What::pay_late);
      return;
    case What::expire:
      if (order)
        expire(name, *order);
      return;
    case What::receive: return move(name, sku, request.quantity);
    case What::adjust: return move(name, sku, -request.quantity);
    case What::change_price:
      return change_price(name, sku, first_price + static_cast<Won>(request.number));
    case What::add_to_cart: return add_to_cart(name, collector, sku, request.quantity);
    case What::read_cart: return read_cart(name, collector);
    default: return;
  }
}

// Orders -----------------------------------------------------------------------------------------

void Shoppers::place(const std::string& name, UserId user, std::vector<RequestedLine> lines) {
  const auto since = world_.now();
  want(Wish<Answer<OrderView>, PlaceOrder>{
    name,
    [name, user, lines](Node& node) {
      PlaceOrder message{node.ids().next<OrderId>(), user, name, lines, key_of(name)};
      return std::pair{checkout_address(message), message};
    },
    [this, name, since](const Result<Answer<OrderView>>& answer) {
      if (answer) {
        judge_placed(name, answer->view, since);
        placed_.push_back(name);
        return true;
      }
      const bool is_poisoned = name.starts_with(poison);
      if (answer.error().code != Errc::out_of_stock
          && !(is_poisoned && answer.error().code == Errc::internal_error))
        world_.violated("P3", fmt::format("{} was refused: {}, {}", name,
                                          to_string(answer.error().code), answer.error().detail));
      world_.note(fmt::format("refused: {}, {}", name, to_string(answer.error().code)));
      refusals_.push_back(name);
      return true;
    }});
}

void Shoppers::judge_placed(const std::string& name, const OrderView& view, Moment since) {
  world_.note(fmt::format("answered: {} is order {}", name, view.order_id.value));
  const auto* kept = tables().order_of(name);
  if (!kept)
    return world_.violated("P2", fmt::format("{} was acknowledged, and is not there", name));
  if (kept->view.order_id != view.order_id || kept->view.total_price != view.total_price)
    return world_.violated("P3", fmt::format("{} is another order than was answered", name));
  for (const auto& item : view.items)
    if (!tables().had_price_since(item.sku_id, item.price_at_purchase, since))
      world_.violated("price", fmt::format("{} was sold for {}, which was no price since it was "
                                           "asked for",
                                           name, item.price_at_purchase));
}

const OrderRecord* Shoppers::some_order(std::size_t number) const {
  return placed_.empty() ? nullptr : tables().order_of(placed_[number % placed_.size()]);
}

void Shoppers::cancel(const std::string& name, const OrderRecord& order) {
  const auto id = order.view.order_id;
  want(Wish<OrderView, CancelOrder>{
    name,
    [id, user = order.user](Node&) {
      return std::pair{address_of(id), CancelOrder{{user, Role::BUYER}, id}};
    },
    [this, name, id](const Result<OrderView>& answer) {
      if (!answer)
        world_.violated("P3",
                        fmt::format("{} was refused: {}", name, to_string(answer.error().code)));
      else if (tables().load(id)->view.order_status != OrderStatus::CANCELLED)
        world_.violated("P2", fmt::format("{} was acknowledged, but not kept", name));
      return true;
    }});
}

void Shoppers::pay(const std::string& name, const OrderRecord& order, bool is_late) {
  const auto id = order.view.order_id;
  want(Wish<Payment, BeginPayment>{
    name,
    [id, user = order.user](Node& node) {
      return std::pair{
        address_of(id),
        BeginPayment{{user, Role::BUYER}, id, node.ids().next<PaymentId>(), "local"}};
    },
    [this, name, id, is_late](const Result<Payment>& answer) {
      if (!answer)
        return true; // it is paid, or cancelled, already
      const auto payment = *answer;
      const auto wait = is_late ? payment_window + milliseconds{1'000} : milliseconds{20};
      const int notices = world_.random().chance(300) ? 2 : 1;
      for (int notice = 0; notice < notices; ++notice)
        after(wait, fmt::format("{}-charge-{}", name, notice),
              [this, id, payment](const std::string& charge_name) {
                charge(charge_name, id, payment);
              });
      return true;
    }});
}

void Shoppers::charge(const std::string& name, OrderId order, const Payment& payment) {
  want(Wish<Answer<PaymentView>, RecordCharge>{
    name,
    [order, payment](Node&) {
      RecordCharge message{
        order, payment.payment, {PaymentStatus::CONFIRMED, "theirs", {}, payment.amount}, {}, {}};
      return std::pair{address_of(order), message};
    },
    [this, name, order, id = payment.payment](const Result<Answer<PaymentView>>& answer) {
      if (!answer) {
        world_.violated("P3",
                        fmt::format("{} was refused: {}", name, to_string(answer.error().code)));
        return true;
      }
      const auto kept = tables().load(order);
      const auto charged = std::ranges::find(kept->payments, id, &Payment::payment);
      if (charged == kept->payments.end() || charged->status != PaymentStatus::CONFIRMED)
        world_.violated("P2", fmt::format("{} was acknowledged, but not kept", name));
      return true;
    }});
}

void Shoppers::expire(const std::string& name, const OrderRecord& order) {
  const auto id = order.view.order_id;
  want(Wish<Done, ExpireOrder>{name,
                               [id](Node&) {
                                 return std::pair{address_of(id), ExpireOrder{id}};
                               },
                               [](const Result<Done>&) { return true; }});
}

// Stock ------------------------------------------------------------------------------------------

void Shoppers::move(const std::string& name, SkuId sku, Quantity delta) {
  want(Wish<Answer<MovementView>, MoveStock>{
    name,
    [name, sku, delta](Node& node) {
      return std::pair{address_of(sku),
                       MoveStock{admin, node.ids().next<ChangeId>(), sku, delta,
                                 delta > 0 ? MovementReason::RECEIPT : MovementReason::ADJUSTMENT,
                                 name, key_of(name)}};
    },
    [this, name](const Result<Answer<MovementView>>& answer) {
      if (answer && !tables().has_movement(name))
        world_.violated("P2", fmt::format("{} was acknowledged, and is not there", name));
      if (!answer) {
        refusals_.push_back(name);
        if (answer.error().code != Errc::out_of_stock)
          world_.violated("P3",
                          fmt::format("{} was refused: {}", name, to_string(answer.error().code)));
      }
      return true;
    }});
}

// As CATALOGUE does: the row, then whoever sells it.
void Shoppers::change_price(const std::string& name, SkuId sku, Won price) {
  tables().begin_price(sku, price);
  want(Wish<Done, RefreshOffer>{name,
                                [sku](Node&) {
                                  return std::pair{address_of(sku), RefreshOffer{sku}};
                                },
                                [this, name, sku, price](const Result<Done>& answer) {
                                  world_.note(fmt::format("answered: {}", name));
                                  if (answer)
                                    tables().end_price_before(sku, price);
                                  return true;
                                },
                                false});
}

// Carts ------------------------------------------------------------------------------------------

void Shoppers::add_to_cart(const std::string& name, UserId user, SkuId sku, std::int32_t quantity) {
  additions_.push_back({user, sku, name, quantity});
  want(Wish<Answer<CartItemView>, AddCartItem>{
    name,
    [name, user, sku, quantity](Node& node) {
      return std::pair{cart_address(user), AddCartItem{user, node.ids().next<CartItemId>(), sku,
                                                       std::nullopt, quantity, key_of(name)}};
    },
    [this, name, user](const Result<Answer<CartItemView>>& answer) {
      if (!answer)
        world_.violated("P3",
                        fmt::format("{} was refused: {}", name, to_string(answer.error().code)));
      else if (!tables().has_key(user, name))
        world_.violated("P2", fmt::format("{} was acknowledged, and is not there", name));
      return true;
    }});
}

// A node that was evicted answers reads from memory until it hears of it.
void Shoppers::read_cart(const std::string& name, UserId user) {
  struct Asked {
    Incarnation of;
    std::int64_t known = 0; // the version that was kept by then
  };
  const auto asked = std::make_shared<Asked>();
  want(Wish<CartView, GetCart>{
    name,
    [this, user, asked](Node& node) {
      *asked = {node.incarnation(), tables().cart(user).version};
      return std::pair{cart_address(user), GetCart{user}};
    },
    [this, name, asked](const Result<CartView>& answer) {
      if (answer && answer->version < asked->known
          && cluster_.database().registry.is_member(asked->of))
        world_.violated("stale", fmt::format("{} saw version {}, when {} was kept already", name,
                                             answer->version, asked->known));
      return true;
    }});
}

// The end ----------------------------------------------------------------------------------------

// What is still held by somebody who is gone is given up after a while.
void Shoppers::buy_all() {
  for (std::size_t number = 0; number < skus_; ++number) {
    const auto sku = sku_of(number);
    const auto name = fmt::format("all-of-{}", sku.value);
    const auto quantity = tables().on_hand(sku);
    if (quantity == 0)
      continue;
    want(Wish<Answer<OrderView>, PlaceOrder>{
      name,
      [name, sku, quantity](Node& node) {
        PlaceOrder message{
          node.ids().next<OrderId>(), UserId{9}, name, {{sku, {}, quantity}}, key_of(name)};
        return std::pair{checkout_address(message), message};
      },
      [this, name](const Result<Answer<OrderView>>& answer) {
        if (!answer)
          world_.note(fmt::format("refused: {}, {}", name, to_string(answer.error().code)));
        return bool(answer);
      }});
  }
}

void Shoppers::judge() {
  // Of two who ask for the same thing, one may be refused before the other gets it.
  for (const auto& name : refusals_)
    if (std::ranges::count(asked_, name) == 1
        && (tables().order_of(name) || tables().has_movement(name)))
      world_.violated("P3", fmt::format("{} was refused, and done", name));
  std::map<std::pair<UserId, SkuId>, std::int32_t> sums;
  for (const auto& [user, sku, key, quantity] : additions_)
    if (tables().has_key(user, key))
      sums[{user, sku}] += quantity;
  for (const auto& [line, sum] : sums) {
    const auto& lines = tables().cart(line.first).lines;
    const auto kept = lines.find(line.second);
    if (kept == lines.end() || kept->second.quantity != sum)
      world_.violated(
        "P3", fmt::format("the cart of {} has {} of SKU {}, and {} were put in", line.first.value,
                          kept == lines.end() ? 0 : kept->second.quantity, line.second.value, sum));
  }
}

} // namespace baro::sim
