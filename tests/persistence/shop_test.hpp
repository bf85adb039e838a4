#pragma once

#include "persistence/pg_product_repository.hpp"
#include "persistence/query_error.hpp"
#include "persistence/store_changes.hpp"
#include "protocol/actors.hpp"
#include "tests/support/pg_test.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include <chrono>

namespace baro {

template <class T>
std::optional<Errc> code_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional{result.error().code};
}

template <class T>
std::optional<Errc> code_of(const Found<T>& found) {
  return found ? std::nullopt : std::optional{found.error().error.code};
}

/// What a result holds; an error ends the test with its reason.
template <class T>
T value_of(Result<T> result) {
  if (!result)
    throw std::runtime_error{to_string(result.error().code) + " " + result.error().detail};
  return *std::move(result);
}

template <class T>
T value_of(Found<T> found) {
  if (!found)
    throw std::runtime_error{to_string(found.error().error.code) + " "
                             + found.error().error.detail};
  return *std::move(found);
}

/// Actors, and somebody who asks them.
class Actors {
public:
  Actors() : system_(with_limits(config_)), self(system_) {}

  template <class Impl, class... Args>
  auto spawn(Args&&... args) {
    auto actor = system_.spawn<Impl, caf::detached>(std::forward<Args>(args)...);
    spawned_.push_back(caf::actor_cast<caf::actor>(actor));
    return actor;
  }

  ~Actors() {
    for (const auto& actor : spawned_)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }

  caf::actor_system& system() { return system_; }

  template <class Actor>
  void end(const Actor& actor) {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }

  /// Waits until an actor has ended, and says why it did.
  template <class Actor>
  caf::error end_of(const Actor& actor) {
    caf::error reason;
    self->monitor(actor);
    self->receive([&](const caf::down_msg& down) { reason = down.reason; },
                  caf::after(wait_max) >> [] { ADD_FAILURE() << "it lives on"; });
    return reason;
  }

  template <class Answer, class Actor, class Message>
  auto ask(const Actor& actor, Message message) {
    return answer_to<Answer>(self->request(actor, wait_max, std::move(message)));
  }

  /// Waits for the answer to a request that was sent before.
  template <class Answer, class Request>
  Result<Answer> answer_to(Request&& request) {
    std::optional<Result<Answer>> result;
    auto failed = [&](const caf::error& error) { result = from_caf(error); };
    if constexpr (std::is_same_v<Answer, Done>)
      request.receive([&] { result = Done{}; }, failed);
    else
      request.receive([&](Answer& answer) { result = std::move(answer); }, failed);
    return *std::move(result);
  }

  template <class Actor, class Message>
  auto request(const Actor& actor, Message message) {
    return self->request(actor, wait_max, std::move(message));
  }

private:
  static constexpr std::chrono::seconds wait_max{20};

  static caf::actor_system_config& with_limits(caf::actor_system_config& config) {
    config.set("caf.scheduler.max-threads", 2);
    return config;
  }

  caf::actor_system_config config_;
  caf::actor_system system_;
  std::vector<caf::actor> spawned_;
  caf::scoped_actor self;
};

/// Lists one product, alone in its batch.
inline Result<Answer<CreatedProduct>> carry_out(PgSession& session, const CreateProduct& command) {
  PgProductRepository repository{session};
  return create_products(repository, {command}).front();
}

inline constexpr UserId owner{1};
inline constexpr UserId shopper{2};
inline constexpr UserId stranger{3};
inline constexpr StoreId store{10};
inline constexpr CategoryId shirts{100};
inline constexpr CategoryId coats{101};

inline constexpr Caller as_owner{owner, Role::STORE_OWNER};
inline constexpr Caller as_stranger{stranger, Role::STORE_OWNER};
inline constexpr Caller as_admin{UserId{9}, Role::ADMIN};

/// A test with a shop: two categories, and an ACTIVE store without products.
class ShopTest : public PgTest {
protected:
  ShopTest() {
    run(R"sql(
      INSERT INTO users (user_id, email, password_hash, name) VALUES
        (1, 'owner@example.com', 'x', 'Owner'), (2, 'shopper@example.com', 'x', 'Shopper'),
        (3, 'stranger@example.com', 'x', 'Stranger');
      INSERT INTO categories VALUES (100, 'Shirts'), (101, 'Coats');
      INSERT INTO stores (store_id, owner_id, name, status) VALUES (10, 1, 'Store', 'ACTIVE');
    )sql");
  }

  static CreateProduct new_product(std::int64_t id, Quantity quantity = 10) {
    CreateProduct command;
    command.caller = as_owner;
    command.product = ProductId{id};
    command.store = store;
    command.name = "Product " + std::to_string(id);
    command.price = 1'000;
    command.categories = {shirts};
    command.image_urls = {"/1.svg", "/2.svg"};
    command.skus = {{sku_of(id), {}, quantity}};
    return command;
  }

  /// The only SKU of a product made by add_product().
  static constexpr SkuId sku_of(std::int64_t product) { return SkuId{product + 1'000}; }

  void add_product(std::int64_t id, Quantity quantity = 10) { add(new_product(id, quantity)); }

  void add(const CreateProduct& command) { value_of(carry_out(session, command)); }

  void set_likes(std::int64_t product, std::int64_t likes) {
    const auto values = " SET likes_count = " + std::to_string(likes)
                        + " WHERE product_id = " + std::to_string(product) + ";";
    run("UPDATE products" + values + "UPDATE product_categories" + values);
  }

  PgSession session{config, "test_session"};
};

} // namespace baro
