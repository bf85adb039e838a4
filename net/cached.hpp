#pragma once

#include "net/ask.hpp"
#include "net/read_cache.hpp"
#include "net/site.hpp"

namespace baro {

ReadKey key_of(const ListCategories& question);
ReadKey key_of(const ListPopular& question);
ReadKey key_of(const ListNewest& question);
ReadKey key_of(const SearchProducts& question);
ReadKey key_of(const ListStoreProducts& question);
ReadKey key_of(const ListStores& question); // of no single owner
ReadKey key_of(const GetProduct& question);
ReadKey key_of(const GetLook& question);

ReadyAnswer ready(const Categories& categories);
ReadyAnswer ready(const Slice<ItemView>& items);
ReadyAnswer ready(const Slice<StoreView>& stores);
ReadyAnswer ready(const ProductView& product);
ReadyAnswer ready(const LookView& look);

/// The body of an answer as somebody sees it who likes these products.
std::string with_likes(const ReadyAnswer& answer, const LikedProducts& liked);

namespace detail {

/// Makes an answer for anybody of what the catalogue has replied.
using MakeReady = Result<ReadyAnswer> (*)(caf::message& answer);

Task<Reply> cached(Call& call, ReadKey key, caf::message question, MakeReady make);

} // namespace detail

/// What the catalogue answers, from memory where it can be. Who is logged in sees own likes.
template <class Question>
Task<Reply> cached(Call& call, Question question) {
  auto key = key_of(question);
  const auto make = [](caf::message& answer) -> Result<ReadyAnswer> {
    auto view = unpack<ReplyOf<CatalogueActor, Question>>(answer);
    if (!view)
      return std::move(view).error();
    return ready(*view);
  };
  return detail::cached(call, std::move(key), caf::make_message(std::move(question)), make);
}

} // namespace baro
