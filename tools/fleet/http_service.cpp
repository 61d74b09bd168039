// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fleet/http_service.h"

#include <cstdlib>
#include <utility>

namespace vqa::fleet {
namespace {

constexpr guint kPatience = 5;  // s, for one that does not go on
constexpr gsize kLongestRequest = 8192;

const char* reason_of(int status) {
  return status == 200 ? "OK" : status == 404 ? "Not Found" : "Service Unavailable";
}

}  // namespace

// One connection, from the request to the end of the answer.
struct HttpService::Visit {
  const HttpService* service;
  GSocketConnection* connection;
  std::string request, reply;
  char block[1024];

  ~Visit() { g_object_unref(connection); }

  void read() {
    GInputStream* in = g_io_stream_get_input_stream(G_IO_STREAM(connection));
    g_input_stream_read_async(
        in, block, sizeof block, G_PRIORITY_DEFAULT, nullptr,
        [](GObject* source, GAsyncResult* result, gpointer data) {
          auto* visit = static_cast<Visit*>(data);
          const gssize size = g_input_stream_read_finish(G_INPUT_STREAM(source), result, nullptr);
          if (size > 0) visit->request.append(visit->block, static_cast<gsize>(size));
          const bool is_whole = visit->request.find("\r\n\r\n") != std::string::npos;
          if (size > 0 && !is_whole && visit->request.size() < kLongestRequest) {
            visit->read();
          } else if (is_whole) {
            visit->service->answer(*visit);
          } else {
            delete visit;
          }
        },
        this);
  }

  void write() {
    GOutputStream* out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
    g_output_stream_write_all_async(
        out, reply.data(), reply.size(), G_PRIORITY_DEFAULT, nullptr,
        [](GObject* source, GAsyncResult* result, gpointer data) {
          g_output_stream_write_all_finish(G_OUTPUT_STREAM(source), result, nullptr, nullptr);
          delete static_cast<Visit*>(data);
        },
        this);
  }
};

HttpService::HttpService(const std::string& address, Respond respond, std::string& problem)
    : respond_(std::move(respond)), service_(g_socket_service_new()) {
  const auto colon = address.rfind(':');
  std::string host = colon == address.npos ? "" : address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string port = colon == address.npos ? address : address.substr(colon + 1);
  char* end = nullptr;
  const unsigned long number = std::strtoul(port.c_str(), &end, 10);
  GInetAddress* inet = g_inet_address_new_from_string(host.empty() ? "0.0.0.0" : host.c_str());
  if (port.empty() || *end != '\0' || number > 65535 || inet == nullptr) {
    problem = "\"" + address + "\" is not [ADDRESS]:PORT, such as :9100 or 127.0.0.1:9100";
    if (inet != nullptr) g_object_unref(inet);
    return;
  }
  GSocketAddress* where = g_inet_socket_address_new(inet, static_cast<guint16>(number));
  GSocketAddress* effective = nullptr;
  GError* error = nullptr;
  if (g_socket_listener_add_address(G_SOCKET_LISTENER(service_), where, G_SOCKET_TYPE_STREAM,
                                    G_SOCKET_PROTOCOL_TCP, nullptr, &effective, &error) == FALSE) {
    problem = "cannot listen at " + address + ": " + error->message;
    g_error_free(error);
  } else {
    port_ = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(effective));
    g_object_unref(effective);
  }
  g_object_unref(where);
  g_object_unref(inet);
  const auto come_in =
      +[](GSocketService*, GSocketConnection* connection, GObject*, gpointer self) -> gboolean {
    g_socket_set_timeout(g_socket_connection_get_socket(connection), kPatience);
    auto* visit = new Visit{
        static_cast<HttpService*>(self), G_SOCKET_CONNECTION(g_object_ref(connection)), {}, {}, {}};
    visit->read();
    return TRUE;
  };
  g_signal_connect(service_, "incoming", G_CALLBACK(come_in), this);
}

HttpService::~HttpService() {
  g_socket_service_stop(service_);
  g_socket_listener_close(G_SOCKET_LISTENER(service_));
  g_object_unref(service_);
}

void HttpService::answer(Visit& visit) const {
  const auto first = visit.request.find(' ');
  const auto second =
      visit.request.find_first_of(" ?\r", std::min(first, visit.request.size() - 1) + 1);
  const bool is_get = visit.request.starts_with("GET ") && second != std::string::npos;
  const Answer answer = is_get ? respond_(visit.request.substr(first + 1, second - first - 1))
                               : Answer{404, "only GET is answered\n"};
  visit.reply = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason_of(answer.status) +
                "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: " +
                std::to_string(answer.text.size()) + "\r\nConnection: close\r\n\r\n" + answer.text;
  visit.write();
}

}  // namespace vqa::fleet
