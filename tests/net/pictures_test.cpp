#include "net/pictures.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace baro {
namespace {

namespace fs = std::filesystem;

class PicturesTest : public testing::Test {
protected:
  PicturesTest() {
    fs::create_directories(root / "pictures" / "shirts");
    write(root / "secret.svg", "secret");
    write(root / "pictures" / "shirts" / "white.svg", "<svg/>");
    write(root / "pictures" / "notes.txt", "secret");
    write(root / "pictures" / ".hidden.svg", "secret");
    write(root / "pictures" / "huge.png", std::string(101, 'x'));
    fs::create_directories(root / "pictures" / "folder.svg");
    fs::create_symlink(root / "secret.svg", root / "pictures" / "link.svg");
  }

  static void write(const fs::path& path, const std::string& text) { std::ofstream{path} << text; }

  Errc code_of(std::string_view path) {
    const auto found = pictures().find(path, "");
    return found ? Errc{} : found.error().code;
  }

  Pictures pictures() const { return {root / "pictures", 100}; }

  const ScratchFolder scratch;
  const fs::path& root = scratch.path();
};

TEST_F(PicturesTest, AreServedWithTheirType) {
  const auto found = pictures().find("shirts/white.svg", "");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->body, "<svg/>");
  EXPECT_EQ(found->content_type, "image/svg+xml");
  EXPECT_TRUE(found->header("Content-Security-Policy")) << "an SVG can have scripts";
  EXPECT_TRUE(found->header("ETag"));
}

TEST_F(PicturesTest, AreNotSentTwice) {
  const auto tag = *pictures().find("shirts/white.svg", "")->header("ETag");
  const auto again = pictures().find("shirts/white.svg", tag);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, 304);
  EXPECT_EQ(again->body, "");
}

TEST_F(PicturesTest, NothingElseCanBeRead) {
  for (const auto* path :
       {"../secret.svg", "%2e%2e/secret.svg", "..%2fsecret.svg", "shirts/../../secret.svg",
        "link.svg", "notes.txt", ".hidden.svg", "folder.svg", "missing.svg", "", "shirts",
        "shirts//white.svg", "shirts/white.svg%00", "%zz.svg", "/etc/passwd", "shirts\\white.svg"})
    EXPECT_EQ(code_of(path), Errc::not_found) << path;
}

TEST_F(PicturesTest, AHugeFileIsNotRead) { EXPECT_EQ(code_of("huge.png"), Errc::unavailable); }

TEST_F(PicturesTest, WithoutAFolderThereAreNone) {
  EXPECT_FALSE(Pictures({}, 100).find("shirts/white.svg", ""));
  EXPECT_FALSE(Pictures(root / "nowhere", 100).find("shirts/white.svg", ""));
}

} // namespace
} // namespace baro
