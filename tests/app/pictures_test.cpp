#include "app/seed/pictures.hpp"

#include "app/seed/picture_files.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace baro {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t product_bytes_max = 16 * 1024;
constexpr std::size_t scene_bytes_max = 48 * 1024;

boost::property_tree::ptree parse(const std::string& svg) {
  std::istringstream in{svg};
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(in, tree);
  return tree;
}

std::multiset<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::multiset<std::string> found;
  for (std::sregex_iterator it{text.begin(), text.end(), pattern}, end; it != end; ++it)
    found.insert((*it)[1]);
  return found;
}

/// Well-formed, of the right shape, and free of references to what it does not define.
void expect_drawable(const std::string& svg, const std::string& name) {
  SCOPED_TRACE(name);
  const auto tree = parse(svg);
  EXPECT_EQ(tree.get<std::string>("svg.<xmlattr>.viewBox"), "0 0 600 800");
  const auto defined = all_matches(svg, std::regex{" id=\"([^\"]+)\""});
  for (const auto& id : defined)
    EXPECT_EQ(defined.count(id), 1u) << id;
  for (const auto& id : all_matches(svg, std::regex{"(?:url\\(|href=\")#([^)\"]+)"}))
    EXPECT_EQ(defined.count(id), 1u) << id << " is used and not defined";
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

class PicturesTest : public testing::Test {
protected:
  fs::path path_of(const std::string& url) const {
    return folder_ / url.substr(std::string{"/pictures/"}.size());
  }

  std::string read(const std::string& url) const {
    std::ifstream in{path_of(url), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  ScratchFolder scratch_;
  const fs::path& folder_ = scratch_.path();
  Catalogue shop_ = make_catalogue();
};

TEST_F(PicturesTest, EverythingInTheShopHasItsPictures) {
  const auto written = write_pictures(shop_, folder_);
  std::set<std::string> urls;
  for (const auto& product : shop_.products)
    for (const auto& url : picture_urls(product))
      urls.insert(url);
  for (const auto& look : shop_.looks)
    for (const auto& url : picture_urls(look))
      urls.insert(url);
  for (const auto& store : shop_.stores)
    urls.insert(picture_url(store));
  EXPECT_EQ(urls.size(), written) << "two things share a picture";
  for (const auto& url : urls) {
    EXPECT_TRUE(fs::is_regular_file(path_of(url))) << url;
    EXPECT_TRUE(
      std::regex_match(url, std::regex{"/pictures/(products|looks|stores)/[a-z0-9-]+\\.svg"}))
      << url;
  }
}

TEST_F(PicturesTest, AreTheSameEveryTime) {
  write_pictures(shop_, folder_);
  const auto& product = shop_.products[17];
  const auto style = shop_.stores[std::size_t(product.store.value) - 1].style;
  EXPECT_EQ(read(picture_urls(product)[0]), product_picture(product, *product.colors[0], style));
  EXPECT_EQ(read(picture_urls(shop_.looks[5])[0]), look_picture(make_catalogue().looks[5]));
}

TEST_F(PicturesTest, OfProductsAreDrawableAndSmall) {
  for (const auto& product : shop_.products)
    for (const auto* color : product.colors) {
      const auto svg = product_picture(product, *color, StoreStyle::minimal);
      expect_drawable(svg, product.name);
      EXPECT_LT(svg.size(), product_bytes_max) << product.name;
    }
}

TEST_F(PicturesTest, OfProductsShowTheirColour) {
  for (const auto& product : shop_.products)
    for (const auto* color : product.colors)
      for (const auto* other : product.colors)
        EXPECT_EQ(color == other, product_picture(product, *color, StoreStyle::casual)
                                    == product_picture(product, *other, StoreStyle::casual))
          << product.name;
}

TEST_F(PicturesTest, OfLooksAndStoresAreDrawable) {
  const auto written = write_pictures(shop_, folder_);
  std::size_t seen = 0;
  for (const auto& file : fs::recursive_directory_iterator{folder_}) {
    if (!file.is_regular_file())
      continue;
    ++seen;
    if (file.path().parent_path().filename() == "products")
      continue;
    std::ifstream in{file.path(), std::ios::binary};
    const std::string svg{std::istreambuf_iterator<char>{in}, {}};
    expect_drawable(svg, file.path().string());
    EXPECT_LT(svg.size(), scene_bytes_max) << file.path();
  }
  EXPECT_EQ(seen, written);
}

TEST_F(PicturesTest, AFolderThatCannotBeWrittenIsAFailure) {
  std::ofstream{folder_ / "file"} << "in the way";
  EXPECT_THROW(write_pictures(shop_, folder_ / "file"), std::runtime_error);
}

} // namespace
} // namespace baro
