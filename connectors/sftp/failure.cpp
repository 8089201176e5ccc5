#include "connectors/sftp/failure.h"

namespace sluss::connectors::sftp {

Failure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
      return Failure::host_key;
    case CURLE_LOGIN_DENIED:
      return Failure::denied;
    case CURLE_COULDNT_RESOLVE_HOST:
      return Failure::dns;
    case CURLE_COULDNT_CONNECT:
      return Failure::connect;
    case CURLE_OPERATION_TIMEDOUT:
      return Failure::timeout;
    case CURLE_REMOTE_FILE_NOT_FOUND:
      return Failure::not_found;
    case CURLE_REMOTE_ACCESS_DENIED:
      return Failure::permission;
    case CURLE_REMOTE_DISK_FULL:
      return Failure::full;
    case CURLE_ABORTED_BY_CALLBACK:
      return Failure::cancelled;
    case CURLE_SSH:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_FAILED_INIT:
      return Failure::connection;
    default:
      return Failure::server;
  }
}

}  // namespace sluss::connectors::sftp
