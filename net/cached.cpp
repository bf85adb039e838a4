#include "net/cached.hpp"

#include <algorithm>

namespace baro {

namespace {

ReadKey list_key(ReadKey::Kind kind, const Page& page, std::int64_t id = 0) {
  ReadKey key{kind, id};
  key.page_size = page.size;
  if (page.after) {
    key.after_id = page.after->id.value;
    key.after_likes = page.after->likes.value_or(0);
  }
  return key;
}

template <class Id>
std::int64_t id_or_0(std::optional<Id> id) {
  return id ? id->value : 0;
}

template <class View>
ReadyAnswer ready(const View& view, std::vector<Subject> shows,
                  std::vector<ProductId> likeable = {}) {
  auto body = to_json(view);
  body.shrink_to_fit(); // it is kept, and counted by its size
  auto etag = etag_of(body);
  return {std::move(body), std::move(etag), std::move(shows), std::move(likeable)};
}

} // namespace

ReadKey key_of(const ListCategories&) { return {ReadKey::Kind::categories}; }

ReadKey key_of(const ListPopular& question) {
  return list_key(ReadKey::Kind::popular, question.page, id_or_0(question.category));
}

ReadKey key_of(const ListNewest& question) {
  return list_key(ReadKey::Kind::newest, question.page, id_or_0(question.category));
}

ReadKey key_of(const SearchProducts& question) {
  auto key = list_key(ReadKey::Kind::search, question.page, id_or_0(question.category));
  key.text = question.text;
  key.store = id_or_0(question.store);
  key.price_min = question.price_min.value_or(0);
  key.price_max = question.price_max.value_or(-1);
  return key;
}

ReadKey key_of(const ListStoreProducts& question) {
  return list_key(ReadKey::Kind::store_products, question.page, question.store.value);
}

ReadKey key_of(const ListStores& question) {
  assert(!question.owner);
  return list_key(ReadKey::Kind::stores, question.page);
}

ReadKey key_of(const GetProduct& question) {
  return {ReadKey::Kind::product, question.product.value};
}

ReadKey key_of(const GetLook& question) { return {ReadKey::Kind::look, question.look.value}; }

ReadyAnswer ready(const Categories& categories) {
  return ready(categories.all, {subject::categories});
}

ReadyAnswer ready(const Slice<ItemView>& items) {
  std::vector<ProductId> likeable;
  for (const auto& item : items.content)
    likeable.push_back(item.id);
  return ready(items, {subject::lists, subject::popularity, subject::stores}, std::move(likeable));
}

ReadyAnswer ready(const Slice<StoreView>& stores) { return ready(stores, {subject::stores}); }

ReadyAnswer ready(const ProductView& product) {
  std::vector<Subject> shows{Subject{product.id}, subject::stores};
  for (const auto& sku : product.skus)
    shows.emplace_back(sku.sku_id);
  return ready(product, std::move(shows), {product.id});
}

ReadyAnswer ready(const LookView& look) {
  std::vector<Subject> shows{Subject{look.look_id}, subject::stores};
  for (const auto& product : look.products)
    shows.emplace_back(product.product_id);
  return ready(look, std::move(shows));
}

// Quotes within a text are escaped, so that only a member of this name can look like one.
std::string with_likes(const ReadyAnswer& answer, const LikedProducts& liked) {
  static constexpr std::string_view member = R"("isLiked":)";
  static constexpr std::string_view nobody = "null";
  std::string body;
  body.reserve(answer.body.size() + answer.likeable.size());
  std::string_view rest = answer.body;
  for (const auto product : answer.likeable) {
    const auto end = rest.find(member) + member.size();
    assert(rest.substr(end).starts_with(nobody));
    body += rest.substr(0, end);
    body += std::ranges::find(liked.all, product) != liked.all.end() ? "true" : "false";
    rest.remove_prefix(end + nobody.size());
  }
  return body += rest;
}

namespace detail {

namespace {

Task<Result<ReadyAnswer>> compute(Call& call, caf::message question, MakeReady make) {
  auto catalogue = caf::actor_cast<caf::strong_actor_ptr>(call.services().catalogue);
  auto answer
    = co_await call.gateway.request(std::move(catalogue), std::move(question), call.deadline);
  co_return make(answer);
}

} // namespace

Task<Reply> cached(Call& call, ReadKey key, caf::message question, MakeReady make) {
  ReadCache::Compute computation
    = [&call, question, make] { return compute(call, question, make); };
  auto answer = co_await call.site.reads.get(std::move(key), call.deadline, std::move(computation));
  if (!answer)
    co_return std::move(answer).error();
  const auto& found = **answer;
  if (call.who && !found.likeable.empty()) {
    FindLiked likes{call.user(), found.likeable};
    auto liked
      = co_await ask(call.gateway, call.services().catalogue, std::move(likes), call.deadline);
    if (!liked)
      co_return std::move(liked).error();
    co_return Response{200, with_likes(found, *liked)};
  }
  Response response;
  response.shared_body = {*answer, &found.body};
  response.with("ETag", found.etag);
  co_return response;
}

} // namespace detail

} // namespace baro
