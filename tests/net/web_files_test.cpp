#include "net/web_files.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace baro {
namespace {

namespace fs = std::filesystem;

class WebFilesTest : public testing::Test {
protected:
  WebFilesTest() {
    fs::create_directories(root / "assets");
    write("index.html", "<!doctype html>");
    write("assets/shop-1a2b.js", "let shop");
    write("assets/shop-1a2b.js.gz", "packed");
    write("assets/only.css.gz", "packed");
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream{root / name} << text;
  }

  const ScratchFolder scratch;
  const fs::path& root = scratch.path();
};

TEST_F(WebFilesTest, APageIsAskedForEachTime) {
  const auto page = WebFiles{root}.page("");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->content(), "<!doctype html>");
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(*page->header("Cache-Control"), "no-cache");
  EXPECT_NE(page->header("Content-Security-Policy")->find("frame-ancestors 'none'"),
            std::string::npos);
}

TEST_F(WebFilesTest, AnAssetIsKeptForEver) {
  const auto asset = WebFiles{root}.asset("shop-1a2b.js", "");
  ASSERT_TRUE(asset);
  EXPECT_EQ(asset->content(), "let shop");
  EXPECT_EQ(asset->content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(*asset->header("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(WebFilesTest, ArePackedForWhoeverCanUnpackThem) {
  const WebFiles files{root};
  const auto plain = files.asset("shop-1a2b.js", "br");
  const auto packed = files.asset("shop-1a2b.js", "br, gzip");
  ASSERT_TRUE(plain && packed);
  EXPECT_EQ(packed->content(), "packed");
  EXPECT_EQ(*packed->header("Content-Encoding"), "gzip");
  EXPECT_FALSE(plain->header("Content-Encoding"));
  EXPECT_NE(*packed->header("ETag"), *plain->header("ETag"));
  for (const auto& asset : {plain, packed})
    EXPECT_EQ(*asset->header("Vary"), "Accept-Encoding") << "a cache must not mix them up";
}

TEST_F(WebFilesTest, AreReadOnce) {
  const WebFiles files{root};
  write("index.html", "another");
  EXPECT_EQ(files.page("")->content(), "<!doctype html>");
}

TEST_F(WebFilesTest, NothingElseCanBeRead) {
  std::ofstream{root.string() + ".txt"} << "secret";
  const WebFiles files{root};
  const auto outside = "../../" + root.filename().string() + ".txt";
  for (const auto& path : {std::string{"../index.html"}, std::string{""}, std::string{"only.css"},
                           std::string{"shop-1a2b.js.gz"}, std::string{"none.js"}, outside}) {
    const auto found = files.asset(path, "gzip");
    ASSERT_FALSE(found) << path;
    EXPECT_EQ(found.error().code, Errc::not_found) << path;
  }
  fs::remove(root.string() + ".txt");
}

TEST_F(WebFilesTest, WithoutAFolderThereAreNone) {
  const WebFiles none{{}};
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.page("").error().code, Errc::not_found);
}

TEST(AcceptsGzip, AsTheHeaderSays) {
  for (const auto* header : {"gzip", "GZIP", "br, gzip", "gzip;q=0.5", "*", "br;q=1.0, *;q=0.1"})
    EXPECT_TRUE(accepts_gzip(header)) << header;
  for (const auto* header :
       {"", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*, gzip;q=0", "*;q=0", "xgzip"})
    EXPECT_FALSE(accepts_gzip(header)) << header;
}

} // namespace
} // namespace baro
