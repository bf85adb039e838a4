#include "net/cached.hpp"

#include <algorithm>

namespace baro {

namespace {

ReadKey list_key(ReadKey::Kind kind, std::optional<CategoryId> category, const Page& page) {
  ReadKey key{kind};
  key.id = category ? category->value : 0;
  key.page_size = page.size;
  if (page.after) {
    key.after_id = page.after->id.value;
    key.after_likes = page.after->likes.value_or(0);
  }
  return key;
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
  return list_key(ReadKey::Kind::popular, question.category, question.page);
}

ReadKey key_of(const ListNewest& question) {
  return list_key(ReadKey::Kind::newest, question.category, question.page);
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

} // namespace baro
