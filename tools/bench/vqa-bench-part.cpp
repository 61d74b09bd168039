// SPDX-License-Identifier: LGPL-2.1-or-later
//
// vqa-bench-part: a process that vqa-bench measures. It runs a pipeline, alone, or as the converter
// or a detector of a distributed system, which does what standard input says, line by line.

#include <gst/gst.h>
#include <sys/prctl.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>

#include "bench/converter.h"
#include "bench/detection.h"
#include "bench/element_costs.h"
#include "bench/measured_pipeline.h"
#include "bench/object_store.h"

namespace vqa::bench {
namespace {

constexpr char kUsage[] =
    "Usage: vqa-bench-part alone PIPELINE\n"
    "       vqa-bench-part convert STORE PIPELINE\n"
    "       vqa-bench-part NAME-OF-DETECTOR STORE PIPELINE\n"
    "This is a part of vqa-bench, which knows how to use it.\n";

int run_alone(const std::string& description) {
  MeasuredPipeline pipeline(description);
  const ElementCosts costs(pipeline.get());
  pipeline.start();
  pipeline.wait_for_end();
  say("{\"elements\": " + costs.json() + ", \"base\": " + std::to_string(pipeline.base_time()) +
      '}');
  return 0;
}

int convert(MeasuredPipeline& pipeline, ObjectStore& store) {
  Converter converter(pipeline, store);
  pipeline.start();
  say("{\"ready\": true}");
  for (int second = 0; std::cin >> second;) {
    const bool any = converter.convert(second);
    say("{\"done\": " + std::to_string(second) + ", \"base\": " +
        std::to_string(pipeline.base_time()) + ", \"over\": " + (any ? "false}" : "true}"));
  }
  return 0;
}

int detect(MeasuredPipeline& pipeline, ObjectStore& store, const std::string& name) {
  Detection detection(pipeline, store, name);
  pipeline.start();
  say("{\"ready\": true, \"cpu\": " + std::to_string(cpu_time()) + '}');
  for (int second = 0; std::cin >> second;) {
    detection.detect(second);
    say("{\"done\": " + std::to_string(second) + '}');
  }
  detection.finish();
  return 0;
}

int run_part(const std::string& role, const std::string& address, const std::string& description) {
  ObjectStore store(address);
  MeasuredPipeline pipeline(description);
  return role == "convert" ? convert(pipeline, store) : detect(pipeline, store, role);
}

}  // namespace
}  // namespace vqa::bench

int main(int argc, char** argv) {
  using namespace vqa::bench;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody is left to end it
  gst_init(&argc, &argv);
  try {
    if (argc == 3 && std::string(argv[1]) == "alone") return run_alone(argv[2]);
    if (argc == 4) return run_part(argv[1], argv[2], argv[3]);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "vqa-bench-part %s: %s\n", argv[1], problem.what());
    return 1;
  }
  std::fputs(kUsage, stderr);
  return 2;
}
