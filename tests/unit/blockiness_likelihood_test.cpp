// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gtest/gtest.h>

#include "blockiness/likelihood.h"

namespace vqa::test {
namespace blockiness_likelihood_test {

constexpr Time kFrame = 40ms;

class Stream {
 public:
  double play(int pictures, float evidence) {
    for (int i = 0; i < pictures; ++i) likelihood.add(now_ += kFrame, evidence);
    return likelihood.value();
  }
  Likelihood likelihood;

 private:
  Time now_{};
};

TEST(Likelihood, MoreEvidenceMakesDamageMoreLikely) {
  Stream calm, torn;
  EXPECT_LT(calm.play(50, 0), -2);
  torn.play(50, 0);
  EXPECT_GT(torn.play(3, 3.5), 2);
}

// Of a single picture no more counts than its share.
TEST(Likelihood, ThreePicturesCountTogether) {
  Stream one, three;
  one.play(50, 0);
  three.play(50, 0);
  EXPECT_LT(one.play(1, 3), three.play(3, 3));
}

TEST(Likelihood, WhatIsUsualInAStreamIsLessOfASign) {
  Stream clean, grainy;
  clean.play(200, 0);
  EXPECT_LT(grainy.play(200, 1.5), -1.5);
  // The same pictures.
  EXPECT_GT(clean.play(3, 2.8F), grainy.play(3, 2.8F) + 1);
  // And what stands out is one there as well.
  EXPECT_GT(grainy.play(3, 5), 2);
}

// Else a still would make anything that moves suspect.
TEST(Likelihood, WhereNothingIsSeenAtAllIsNoReasonToExpectThat) {
  Stream clean, still;
  clean.play(200, 0);
  still.play(200, -3);
  EXPECT_NEAR(clean.play(3, 1), still.play(3, 1), 0.05);
}

TEST(Likelihood, DamageThatLastsDoesNotBecomeUsualAtOnce) {
  Stream stream;
  stream.play(200, 0);
  const double first = stream.play(3, 4), later = stream.play(50, 4);
  EXPECT_GT(later, 2);
  EXPECT_LT(later, first);
}

TEST(Likelihood, Forgets) {
  Stream stream, other;
  stream.play(200, 2);
  stream.likelihood.forget();
  EXPECT_EQ(stream.play(3, 1), other.play(3, 1));
}

}  // namespace blockiness_likelihood_test
}  // namespace vqa::test
