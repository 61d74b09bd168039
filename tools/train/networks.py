# SPDX-License-Identifier: LGPL-2.1-or-later
"""The network that judges cells (plugins/blockiness/network.h), and how it is trained."""
import torch
from torch import nn

HIDDEN = 12
PASSES, BATCH, RATE, DECAY = 12, 2000, 0.01, 0.01


class Network(nn.Module):
    """From the square roots of signs to the logarithm of the odds that a cell is damaged."""

    def __init__(self, signs):
        super().__init__()
        mean, spread = signs.mean(0), signs.std(0) + 1e-3
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("spread", torch.from_numpy(spread))
        self.hidden, self.out = nn.Linear(signs.shape[1], HIDDEN), nn.Linear(HIDDEN, 1)

    def forward(self, signs):
        hidden = torch.relu(self.hidden((signs - self.mean) / self.spread))
        return self.out(hidden)[:, 0]

    def arrays(self):
        """As weights.h has them: for signs that are as they come."""
        weights = (self.hidden.weight / self.spread).T
        bias = self.hidden.bias - (self.hidden.weight @ (self.mean / self.spread))
        return [part.detach().numpy() for part in
                (weights, bias, self.out.weight[0], self.out.bias)]


def train(signs, labels):
    network = Network(signs)
    signs, labels = torch.from_numpy(signs), torch.as_tensor(labels, dtype=torch.float32)
    apart = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = len(signs) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=PASSES * steps)
    for number in range(PASSES):
        total = 0
        for chosen in torch.randperm(len(signs)).split(BATCH)[:steps]:
            loss = apart(network(signs[chosen]), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"pass {number + 1} of {PASSES}: loss {total / steps:.3f}", flush=True)
    return network
