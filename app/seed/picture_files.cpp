#include "app/seed/picture_files.hpp"

#include "app/seed/pictures.hpp"
#include "app/seed/words.hpp"

#include <fstream>
#include <stdexcept>
#include <string_view>

namespace baro {

namespace {

constexpr std::string_view url_root = "/pictures/";

/// "Sky Blue" -> "sky-blue"
std::string slug(std::string_view name) {
  std::string text{name};
  for (char& c : text)
    c = c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  return text;
}

std::string numbered(std::string_view folder, std::int64_t number, const std::string& suffix = {}) {
  return std::string{url_root} + std::string{folder} + '/' + std::to_string(number) + suffix
         + ".svg";
}

/// Two things from the shop: what hangs in its window.
std::vector<LookItem> window_of(const DemoStore& store, const std::vector<DemoProduct>& products) {
  std::vector<LookItem> window;
  for (const auto& product : products)
    if (product.store == store.id && window.size() < 2)
      window.push_back({product.id, product.design, product.colors.front()});
  return window;
}

class Writer {
public:
  explicit Writer(const std::filesystem::path& folder) : folder_(folder) {
    for (const auto* kind : {"products", "looks", "stores"})
      std::filesystem::create_directories(folder / kind);
  }

  void write(const std::string& url, const std::string& svg) {
    const auto file = folder_ / url.substr(url_root.size());
    std::ofstream out{file, std::ios::trunc | std::ios::binary};
    out << svg;
    out.close();
    if (!out)
      throw std::runtime_error{"cannot write " + file.string()};
    ++count_;
  }

  std::size_t count() const { return count_; }

private:
  const std::filesystem::path& folder_;
  std::size_t count_ = 0;
};

} // namespace

std::vector<std::string> picture_urls(const DemoProduct& product) {
  std::vector<std::string> urls;
  for (const auto* color : product.colors)
    urls.push_back(numbered("products", product.id.value, '-' + slug(color->name)));
  return urls;
}

std::vector<std::string> picture_urls(const DemoLook& look) {
  return {numbered("looks", look.id.value), numbered("looks", look.id.value, "-items")};
}

std::string picture_url(const DemoStore& store) { return numbered("stores", store.id.value); }

std::size_t write_pictures(const Catalogue& shop, const std::filesystem::path& folder) {
  Writer writer{folder};
  for (const auto& product : shop.products) {
    const auto urls = picture_urls(product);
    const auto style = shop.stores[std::size_t(product.store.value) - 1].style;
    for (std::size_t i = 0; i < urls.size(); ++i)
      writer.write(urls[i], product_picture(product, *product.colors[i], style));
  }
  for (const auto& look : shop.looks) {
    const auto urls = picture_urls(look);
    writer.write(urls[0], look_picture(look));
    writer.write(urls[1], look_flat_lay(look));
  }
  for (const auto& store : shop.stores)
    writer.write(picture_url(store),
                 store_picture(store, store_words(std::size_t(store.id.value) - 1).initials,
                               window_of(store, shop.products)));
  return writer.count();
}

} // namespace baro
