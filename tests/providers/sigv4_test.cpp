#include "providers/sigv4.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

const S3Account example{"us-east-1", "AKIAIOSFODNN7EXAMPLE",
                        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
constexpr Timestamp at{1'369'353'600'000'000}; // 2013-05-24T00:00:00Z

// The example of AWS, Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
TEST(PresignedQuery, IsAsInTheExampleOfAws) {
  S3Call call;
  call.host = "examplebucket.s3.amazonaws.com";
  call.path = "/test.txt";
  EXPECT_EQ(presigned_query(example, call, std::chrono::seconds{86'400}, at),
            "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature="
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

// What the SDK of AWS says of the same calls (tests/blackbox/presigner.mjs).
TEST(PresignedQuery, HasTheSignatureThatTheSdkOfAwsMakes) {
  S3Call call;
  call.method = HttpMethod::PUT;
  call.host = "127.0.0.1:9000";
  call.path = "/pictures/a/b";
  call.query = {{"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}};
  const S3Account account{"us-east-1", "id", "secret"};
  const auto plain = presigned_query(account, call, std::chrono::seconds{600}, at);
  EXPECT_TRUE(plain.ends_with("88d27e96b1919e47c1a06656e0d0190bb2d40bf7e7bae3a0d249ea1ba9c247a1"));
  call.headers = {{"content-type", "image/png"}};
  const auto typed = presigned_query(account, call, std::chrono::seconds{600}, at);
  EXPECT_TRUE(typed.ends_with("3466f49a0d4509d91435eeeaa980669279cf10a0d26cf3e06102406fd14be1f3"));
}

std::string signature_of(const S3Call& call, std::chrono::seconds expires = std::chrono::seconds{9},
                         Timestamp when = at) {
  const auto query = presigned_query(example, call, expires, when);
  return query.substr(query.rfind('=') + 1);
}

TEST(PresignedQuery, SignsEverythingThatMatters) {
  S3Call call;
  call.host = "h";
  call.path = "/bucket/key";
  const auto signature = signature_of(call);
  EXPECT_EQ(signature_of(call), signature);

  auto other = call;
  other.method = HttpMethod::PUT;
  EXPECT_NE(signature_of(other), signature);
  other = call;
  other.host = "i";
  EXPECT_NE(signature_of(other), signature);
  other = call;
  other.path = "/bucket/kez";
  EXPECT_NE(signature_of(other), signature);
  other = call;
  other.query = {{"x", "y"}};
  EXPECT_NE(signature_of(other), signature);
  other = call;
  other.headers = {{"content-type", "image/png"}};
  EXPECT_NE(signature_of(other), signature);
  EXPECT_NE(signature_of(call, std::chrono::seconds{10}), signature);
  EXPECT_NE(signature_of(call, std::chrono::seconds{9}, {at.micros + 1'000'000}), signature);
}

TEST(PresignedQuery, ListsHeadersAndParametersInTheirOrder) {
  S3Call call;
  call.host = "h";
  call.path = "/bucket/key";
  call.headers = {{"x-amz-meta", "1"}, {"content-type", "image/png"}};
  call.query = {{"partNumber", "1"}, {"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}};
  const auto query = presigned_query(example, call, std::chrono::seconds{9}, at);
  EXPECT_NE(query.find("X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-meta"), std::string::npos);
  EXPECT_LT(query.find("X-Amz-Algorithm"), query.find("X-Amz-Content-Sha256"));
  EXPECT_LT(query.find("X-Amz-SignedHeaders"), query.find("partNumber"));
}

TEST(S3Path, KeepsSlashesAndEncodesWhatIsNotUnreserved) {
  EXPECT_EQ(s3_path_encoded("/bucket/a b/c+d~e.png"), "/bucket/a%20b/c%2Bd~e.png");
  EXPECT_EQ(s3_path_encoded("/"), "/");
}

} // namespace
} // namespace baro
