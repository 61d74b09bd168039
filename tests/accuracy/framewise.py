# SPDX-License-Identifier: LGPL-2.1-or-later
"""Plans that are judged frame by frame: what is broken in a frame, and what is said of it."""
from damage import Watched
from framepeers import BlockDetect, Continuity, DecoderFlags, decoded
from framereport import FrameReport
from incidents import SECOND, BadLog, read_log, read_samples
from plan import Plan
from probe import Unusable

LOSS = "transport/loss"  # the other kind that tells of what is behind broken pictures


class FramePlan(Plan):
    settings = ()  # of the monitor, so that there is a sample for each frame

    def examine(self, case, workshop, monitor, peers):
        result = Watched(case, workshop.commands(case.clip))
        try:
            made = workshop.make(case.clip)
            result.length = round(made.seconds * SECOND)
            result.frame = round(SECOND / made.fps)
            result.broken = {round(frame["pts"] / result.frame):
                             (frame["damaged"], frame["visible"]) for frame in made.frames}
            result.shown = sorted({round(time / result.frame) for time, _ in decoded(made)})
            if monitor.has(self.element):
                self.listen(monitor, made, result)
            for peer in peers:
                result.scores[peer.name] = only(result.shown, peer.scores(made, result.frame))
        except (Unusable, BadLog) as problem:
            result.problem = str(problem)
        return result

    def listen(self, monitor, made, result):
        incidents, samples = monitor.watch(made.path, self.settings, lambda log: (
            read_log(log), read_samples(log, self.subject)))
        result.alarms[monitor.name] = [one for one in incidents if one.subject == self.subject]
        told = [one.told_at("warning") for one in incidents if one.subject == LOSS]
        result.losses = [when for when in told if when is not None]
        result.scores[monitor.name] = only(result.shown, scores_of(samples, result.frame))

    def peers(self):
        return [BlockDetect(), DecoderFlags(), Continuity()]

    def report(self, examined, detector, seed):
        return FrameReport(self, examined, detector, seed)


def scores_of(samples, frame):
    """By the running time, which begins at 0 with the clip, as the truth does. Where nothing could
    be known there is none."""
    return {round(data["running_time"] / frame): data["details"]["score"] for data in samples
            if data["running_time"] is not None and data["details"].get("score") is not None}


def only(shown, scores):
    return {frame: scores[frame] for frame in shown if frame in scores}
