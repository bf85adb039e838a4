#include "app/seed/shop_loader.hpp"

#include "app/seed/accounts.hpp"
#include "app/seed/past_ids.hpp"
#include "app/seed/picture_files.hpp"
#include "app/seed/random.hpp"

#include <algorithm>
#include <array>

namespace baro {

namespace {

using std::chrono::days;
using std::chrono::minutes;

// Each kind of thing has a node number of its own, so that no two things have the same id.
enum MakerNode : NodeNumber { users_node = 60, stores_node, products_node, looks_node };

enum Stream : std::uint64_t { copy_stream = 31 };

// The demo accounts, and owners and shoppers who never log in.
constexpr std::size_t owners_count = 10;
constexpr std::size_t shoppers_count = 20;
constexpr std::size_t liked_by_buyer = 24;

constexpr std::array names
  = {"이도윤", "최지우", "정예준", "강서윤", "조민준", "윤지호", "장하은", "임수아",
     "한시우", "오유나", "서준호", "신채원", "권우진", "황다은", "안현우", "송지안",
     "전태민", "홍서진", "유하린", "고은우", "문가람", "양세아", "손이준", "배나래",
     "백승현", "허소율", "남기훈", "심보라", "노재윤"};
static_assert(names.size() == owners_count - 1 + shoppers_count);

Timestamp later(Timestamp time, std::chrono::microseconds by) { return {time.micros + by.count()}; }

/// When the first product came, after the users and stores. Ids cannot be older than their epoch.
Timestamp opening(Timestamp present) {
  const Timestamp first_possible{seed_present_min.micros
                                 - std::chrono::microseconds{days{1}}.count()};
  return std::max(later(present, -demo_history), first_possible);
}

/// Loads one kind after the other, and remembers the ids by which the kinds refer to each other.
/// Stops at the first failure; the functions answer whether all went well so far.
class ShopLoad {
public:
  ShopLoad(BulkLoader& loader, const Catalogue& shop, const SeedPlan& plan)
    : loader_(loader), shop_(shop), plan_(plan), opened_(opening(plan.present)) {}

  PgResult<SeedCount> run() {
    if (auto done = add_users(); !done)
      return done.error();
    if (auto done = add_categories_and_stores(); !done)
      return done.error();
    if (auto done = add_products(); !done)
      return done.error();
    if (auto done = add_likes(); !done)
      return done.error();
    if (auto done = add_looks(); !done)
      return done.error();
    return count_;
  }

private:
  PgResult<Done> add_users() {
    PastIds ids{users_node, later(opened_, -days{2})};
    const auto locked = hash_of_no_password();
    const auto add = [&](Role role, std::string email, std::string hash, std::string_view name) {
      const auto number = users_.size();
      const auto at = later(opened_, -days{2} + minutes{number});
      ids.move_to(at);
      users_.push_back(ids.next<UserId>());
      if (role == Role::STORE_OWNER)
        owners_.push_back(users_.back());
      return loader_.add(bulk::User{users_.back(), std::move(email), std::move(hash),
                                    std::string{name}, "010-0000-" + std::to_string(1'000 + number),
                                    "서울특별시 성동구 왕십리로 " + std::to_string(10 + number),
                                    std::string{name_of(role)}, at});
    };
    for (const auto& account : demo_accounts()) {
      if (account.role == Role::BUYER)
        buyer_index_ = users_.size();
      if (auto done = add(account.role, std::string{account.email}, hash_password(account.password),
                          account.name);
          !done)
        return done;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool owner = i < owners_count - 1;
      const auto email = owner ? "owner" + std::to_string(i + 2)
                               : "shopper" + std::to_string(i + 2 - owners_count);
      if (auto done
          = add(owner ? Role::STORE_OWNER : Role::BUYER, email + "@baro.test", locked, names[i]);
          !done)
        return done;
    }
    return Done{};
  }

  PgResult<Done> add_categories_and_stores() {
    for (std::size_t i = 0; i < shop_.categories.size(); ++i)
      if (auto done = loader_.add(
            bulk::Category{CategoryId{std::int64_t(i) + 1}, std::string{shop_.categories[i]}});
          !done)
        return done;
    PastIds ids{stores_node, later(opened_, -days{1})};
    for (const auto& store : shop_.stores) {
      const auto at = later(opened_, -days{1} + minutes{stores_.size()});
      ids.move_to(at);
      const auto owner = owners_[stores_.size() % owners_.size()];
      stores_.push_back(ids.next<StoreId>());
      if (auto done = loader_.add(bulk::Store{stores_.back(), owner, std::string{store.name},
                                              store.description, store.phone_number, store.address,
                                              picture_url(store), std::string{store.status}, at});
          !done)
        return done;
    }
    count_.stores = std::int64_t(stores_.size());
    return Done{};
  }

  /// The catalogue itself comes last, so that it is what is new in the shop.
  PgResult<Done> add_products() {
    const auto base = std::int64_t(shop_.products.size());
    const auto total = base * plan_.scale;
    const std::chrono::microseconds step{(plan_.present.micros - opened_.micros) / total};
    PastIds ids{products_node, opened_};
    for (std::int64_t i = 0; i < total; ++i) {
      const bool original = i >= total - base;
      const auto& model = shop_.products[std::size_t(i % base)];
      const auto at = later(opened_, step * i + step / 2);
      ids.move_to(at);
      auto product = product_of(model, ids, at);
      if (original) {
        products_.push_back({product.id, at});
      } else {
        Random random{demo_seed, copy_stream, std::uint64_t(i)};
        product.name += ' ' + std::to_string(i / base + 2);
        product.likes_count = long_tail_likes(random.next(), total);
      }
      count_.skus += std::int64_t(product.skus.size());
      if (auto done = loader_.add(product); !done)
        return done;
      plan_.progress(++count_.products);
    }
    return Done{};
  }

  bulk::Product product_of(const DemoProduct& model, PastIds& ids, Timestamp at) const {
    bulk::Product product;
    product.id = ids.next<ProductId>();
    product.store = stores_[std::size_t(model.store.value) - 1];
    product.name = model.name;
    product.price = model.price;
    product.description = model.description;
    product.image_urls = picture_urls(model);
    product.thumbnail_url = product.image_urls.front();
    product.likes_count = model.likes;
    product.on_sale = model.on_sale;
    product.created_at = at;
    product.categories = {model.category};
    for (const auto& sku : model.skus)
      product.skus.push_back(
        {ids.next<SkuId>(), sku.size, std::string{sku.color->name}, sku.stock});
    return product;
  }

  /// Some of what the demo buyer's list shows. They are part of the products' counts.
  PgResult<Done> add_likes() {
    std::size_t liked = 0;
    for (std::size_t i = 0; i < products_.size() && liked < liked_by_buyer; i += 7) {
      if (shop_.products[i].likes == 0 || !shop_.products[i].on_sale)
        continue;
      if (auto done
          = loader_.add(bulk::ProductLike{users_[buyer_index_], products_[i].id, products_[i].at});
          !done)
        return done;
      ++liked;
    }
    return Done{};
  }

  PgResult<Done> add_looks() {
    // A look is no older than what is worn in it.
    struct Dated {
      const DemoLook* look;
      Timestamp at;
    };
    std::vector<Dated> looks;
    for (const auto& look : shop_.looks) {
      Timestamp newest = opened_;
      for (const auto& item : look.items)
        newest = std::max(newest, loaded(item).at);
      looks.push_back({&look, newest});
    }
    std::ranges::stable_sort(looks, {}, &Dated::at);

    PastIds ids{looks_node, opened_};
    for (const auto& [look, at] : looks) {
      ids.move_to(at);
      bulk::Look row;
      row.id = ids.next<LookId>();
      row.creator = users_[std::size_t(look->id.value) % users_.size()];
      row.title = look->title;
      row.description = look->description;
      row.image_urls = picture_urls(*look);
      row.thumbnail_url = row.image_urls.front();
      row.created_at = at;
      for (const auto& item : look->items)
        row.products.push_back(loaded(item).id);
      if (auto done = loader_.add(row); !done)
        return done;
      ++count_.looks;
    }
    return Done{};
  }

  struct Loaded {
    ProductId id;
    Timestamp at;
  };

  const Loaded& loaded(const LookItem& item) const {
    return products_[std::size_t(item.product.value) - 1];
  }

  BulkLoader& loader_;
  const Catalogue& shop_;
  const SeedPlan& plan_;
  Timestamp opened_;
  SeedCount count_;
  std::vector<UserId> users_;
  std::vector<UserId> owners_;
  std::size_t buyer_index_ = 0;
  std::vector<StoreId> stores_;
  std::vector<Loaded> products_; // those of the catalogue, in its order
};

} // namespace

PgResult<SeedCount> load_shop(BulkLoader& loader, const Catalogue& shop, const SeedPlan& plan) {
  return ShopLoad{loader, shop, plan}.run();
}

} // namespace baro
