#pragma once

#include "protocol/error.hpp"
#include "protocol/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace baro {

/// With which the nodes of one cluster know each other: each shows its own, and believes whoever
/// shows one of the same authority (RFC 5280; ECDSA with P-256 and SHA-256).
struct CertificateRequest {
  std::filesystem::path folder;
  std::vector<std::string> nodes;
  int days = 825; // how long a node's certificate is valid
};

/// Writes NODE.pem and NODE.key for each node, and ca.pem and ca.key unless the folder has them.
/// Keys are readable by their owner only. Files that exist are replaced whole. The answer is what
/// was written.
Result<std::vector<std::filesystem::path>> make_certificates(const CertificateRequest& request);

} // namespace baro
