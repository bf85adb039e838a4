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

/// Whether a node can use these files: the certificate is of that authority and valid now, and the
/// key is the certificate's. Errors: invalid_request, with the file that is to blame.
Result<Done> check_certificates(const std::filesystem::path& authority,
                                const std::filesystem::path& certificate,
                                const std::filesystem::path& key);

} // namespace baro
