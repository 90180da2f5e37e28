#!/usr/bin/python3
"""Writes the family fixtures: tiny models of every common family, through PyTorch's own ONNX exporter.

Run by hand (Debian: python3-torch, python3-onnx), only when a family is added or changed:

    tests/Engine.Tests/Families/export.py [FAMILY...]

It writes models/FAMILY-OPSET.onnx beside itself, for opsets 13 and 17. The tests read those files and need no Python.
"""

import math
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F

OPSETS = (13, 17)
FAMILIES = {}


def family(name, *inputs, outputs=("output",), free=(), folding=True):
    """Registers a builder. Inputs are (name, sample shape) for floats, (name, sample shape, n) for int64 ids below n.

    `free` names axes beside the batch that stay symbolic: {input name: {axis: symbol}} as pairs. Without `folding` the exporter leaves
    constants as they are, and weights that are tied stay one.
    """

    def register(build):
        FAMILIES[name] = (build, inputs, outputs, dict(free), folding)
        return build

    return register


def conv_bn(inputs, outputs, kernel=3, stride=1, groups=1, act=nn.ReLU):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([act()] if act else []))


IMAGE = ("image", (3, 16, 16))


@family("plain-cnn", IMAGE)
def plain_cnn():
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 12, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(12 * 2 * 2, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 5))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = conv_bn(inputs, outputs, stride=stride)
        self.second = conv_bn(outputs, outputs, act=None)
        self.shortcut = nn.Identity() if stride == 1 and inputs == outputs else conv_bn(inputs, outputs, 1, stride, act=None)

    def forward(self, x):
        return F.relu(self.second(self.first(x)) + self.shortcut(x))


class Classifier(nn.Module):
    """Features, the mean over space, a linear head."""

    def __init__(self, features, width, classes=5):
        super().__init__()
        self.features, self.head = features, nn.Linear(width, classes)

    def forward(self, x):
        return self.head(torch.flatten(F.adaptive_avg_pool2d(self.features(x), 1), 1))


@family("resnet", IMAGE)
def resnet():
    return Classifier(nn.Sequential(conv_bn(3, 8), BasicBlock(8, 8, 1), BasicBlock(8, 12, 2), BasicBlock(12, 12, 1)), 12)


class Vgg(nn.Module):
    def __init__(self):
        super().__init__()
        layers, width = [], 3
        for stage in ((8, 8), (12, 12), (16, 16)):
            for outputs in stage:
                layers += [nn.Conv2d(width, outputs, 3, padding=1), nn.ReLU(inplace=True)]
                width = outputs
            layers.append(nn.MaxPool2d(2, 2))
        self.features, self.pool = nn.Sequential(*layers), nn.AdaptiveAvgPool2d((2, 2))
        self.classifier = nn.Sequential(
            nn.Linear(64, 20), nn.ReLU(True), nn.Dropout(), nn.Linear(20, 20), nn.ReLU(True), nn.Dropout(), nn.Linear(20, 5))

    def forward(self, x):
        return self.classifier(torch.flatten(self.pool(self.features(x)), 1))


family("vgg", IMAGE)(Vgg)


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, expansion, stride, kernel=3, gate=False, act=nn.ReLU6):
        super().__init__()
        hidden = inputs * expansion
        self.skip = stride == 1 and inputs == outputs
        self.layers = nn.Sequential(
            *([conv_bn(inputs, hidden, 1, act=act)] if expansion > 1 else []),
            conv_bn(hidden, hidden, kernel, stride, hidden, act=act),
            *([SqueezeExcite(hidden, max(4, hidden // 4))] if gate else []),
            conv_bn(hidden, outputs, 1, act=None))

    def forward(self, x):
        return x + self.layers(x) if self.skip else self.layers(x)


class SqueezeExcite(nn.Module):
    def __init__(self, width, squeezed, act=nn.ReLU, scale=nn.Hardsigmoid):
        super().__init__()
        self.pool, self.act, self.scale = nn.AdaptiveAvgPool2d(1), act(), scale()
        self.first, self.second = nn.Conv2d(width, squeezed, 1), nn.Conv2d(squeezed, width, 1)

    def forward(self, x):
        return self.scale(self.second(self.act(self.first(self.pool(x))))) * x


@family("mobilenet-v2", IMAGE)
def mobilenet_v2():
    return Classifier(nn.Sequential(
        conv_bn(3, 8, stride=2, act=nn.ReLU6), InvertedResidual(8, 8, 1, 1), InvertedResidual(8, 12, 3, 2),
        InvertedResidual(12, 12, 3, 1), conv_bn(12, 32, 1, act=nn.ReLU6)), 32)


class MobileNetV3(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            conv_bn(3, 8, stride=2, act=nn.Hardswish), InvertedResidual(8, 8, 1, 1, gate=True, act=nn.ReLU),
            InvertedResidual(8, 12, 3, 2, 5, gate=True, act=nn.Hardswish), InvertedResidual(12, 12, 2, 1, 5, gate=True, act=nn.Hardswish),
            conv_bn(12, 24, 1, act=nn.Hardswish))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Linear(24, 32), nn.Hardswish(), nn.Dropout(0.2), nn.Linear(32, 5))

    def forward(self, x):
        return self.classifier(torch.flatten(self.pool(self.features(x)), 1))


family("mobilenet-v3", IMAGE)(MobileNetV3)


@family("efficientnet", IMAGE)
def efficientnet():
    block = lambda i, o, e, s: InvertedResidual(i, o, e, s, gate=True, act=nn.SiLU)
    return Classifier(nn.Sequential(conv_bn(3, 8, stride=2, act=nn.SiLU), block(8, 8, 1, 1), block(8, 12, 3, 2), block(12, 12, 3, 1)), 12)


class ShuffleUnit(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.stride, half = stride, outputs // 2
        self.left = nn.Sequential(conv_bn(inputs, inputs, 3, 2, inputs, None), conv_bn(inputs, half, 1)) if stride > 1 else nn.Sequential()
        right = inputs if stride > 1 else half
        self.right = nn.Sequential(conv_bn(right, half, 1), conv_bn(half, half, 3, stride, half, None), conv_bn(half, half, 1))

    def forward(self, x):
        if self.stride == 1:
            x1, x2 = x.chunk(2, dim=1)
            out = torch.cat((x1, self.right(x2)), dim=1)
        else:
            out = torch.cat((self.left(x), self.right(x)), dim=1)
        batch, channels, height, width = out.size()
        return out.view(batch, 2, channels // 2, height, width).transpose(1, 2).contiguous().view(batch, -1, height, width)


class ShuffleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.pool = conv_bn(3, 8, stride=2), nn.MaxPool2d(3, 2, 1)
        self.units = nn.Sequential(ShuffleUnit(8, 16, 2), ShuffleUnit(16, 16, 1), ShuffleUnit(16, 16, 1))
        self.last, self.head = conv_bn(16, 24, 1), nn.Linear(24, 5)

    def forward(self, x):
        return self.head(self.last(self.units(self.pool(self.stem(x)))).mean([2, 3]))


family("shufflenet-v2", ("image", (3, 32, 32)))(ShuffleNet)


class Fire(nn.Module):
    def __init__(self, inputs, squeezed, expanded):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeezed, 1)
        self.left, self.right = nn.Conv2d(squeezed, expanded, 1), nn.Conv2d(squeezed, expanded, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.squeeze(x), inplace=True)
        return torch.cat([F.relu(self.left(x)), F.relu(self.right(x))], 1)


@family("squeezenet", IMAGE)
def squeezenet():
    return nn.Sequential(
        nn.Conv2d(3, 12, 3, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True), Fire(12, 6, 8), Fire(16, 6, 8), Fire(16, 8, 12),
        nn.Dropout(), nn.Conv2d(24, 5, 1), nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten())


class DenseLayer(nn.Module):
    def __init__(self, inputs, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, 2 * growth, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(2 * growth), nn.Conv2d(2 * growth, growth, 3, padding=1, bias=False)

    def forward(self, features):
        x = self.conv1(F.relu(self.norm1(torch.cat(features, 1))))
        return self.conv2(F.relu(self.norm2(x)))


class DenseBlock(nn.Module):
    def __init__(self, inputs, growth, count):
        super().__init__()
        self.layers = nn.ModuleList(DenseLayer(inputs + i * growth, growth) for i in range(count))

    def forward(self, x):
        features = [x]
        for layer in self.layers:
            features.append(layer(features))
        return torch.cat(features, 1)


@family("densenet", IMAGE)
def densenet():
    transition = nn.Sequential(nn.BatchNorm2d(20), nn.ReLU(), nn.Conv2d(20, 10, 1, bias=False), nn.AvgPool2d(2))
    return Classifier(nn.Sequential(
        conv_bn(3, 8, stride=2), DenseBlock(8, 4, 3), transition, DenseBlock(10, 4, 3), nn.BatchNorm2d(22), nn.ReLU()), 22)


class InceptionBlock(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.one = conv_bn(inputs, 6, 1)
        self.three = nn.Sequential(conv_bn(inputs, 4, 1), conv_bn(4, 8, 3))
        self.five = nn.Sequential(
            conv_bn(inputs, 4, 1), nn.Conv2d(4, 6, (1, 5), padding=(0, 2)), nn.Conv2d(6, 6, (5, 1), padding=(2, 0)), nn.ReLU())
        self.pool = nn.Sequential(nn.AvgPool2d(3, 1, 1), conv_bn(inputs, 4, 1))

    def forward(self, x):
        return torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], 1)


@family("inception", IMAGE)
def inception():
    return Classifier(nn.Sequential(conv_bn(3, 8, stride=2), InceptionBlock(8), nn.MaxPool2d(3, 2, 1), InceptionBlock(24)), 24)


def double_conv(inputs, outputs):
    return nn.Sequential(conv_bn(inputs, outputs), conv_bn(outputs, outputs))


class UNet(nn.Module):
    def __init__(self, transposed):
        super().__init__()
        self.transposed = transposed
        self.down1, self.down2, self.middle = double_conv(3, 6), double_conv(6, 10), double_conv(10, 14)
        self.up2, self.up1 = nn.ConvTranspose2d(14, 10, 2, 2), nn.ConvTranspose2d(10, 6, 2, 2)
        self.wide2, self.wide1 = nn.Conv2d(14, 10, 1), nn.Conv2d(10, 6, 1)
        self.join2, self.join1 = double_conv(20, 10), double_conv(12, 6)
        self.head = nn.Conv2d(6, 3, 1)

    def grow(self, x, skip, up, wide):
        if self.transposed:
            x = up(x)
        else:
            x = wide(F.interpolate(x, size=skip.shape[2:], mode="bilinear", align_corners=False))
        return torch.cat([skip, x], dim=1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        c = self.middle(F.max_pool2d(b, 2))
        y = self.join2(self.grow(c, b, self.up2, self.wide2))
        return self.head(self.join1(self.grow(y, a, self.up1, self.wide1)))


@family("unet", IMAGE)
def unet():
    return UNet(True)


@family("unet-resize", IMAGE)
def unet_resize():
    return UNet(False)


class ResNextBlock(nn.Module):
    def __init__(self, inputs, width, groups, outputs):
        super().__init__()
        self.layers = nn.Sequential(conv_bn(inputs, width, 1), conv_bn(width, width, 3, 1, groups), conv_bn(width, outputs, 1, act=None))
        self.shortcut = nn.Identity() if inputs == outputs else conv_bn(inputs, outputs, 1, act=None)

    def forward(self, x):
        return F.relu(self.layers(x) + self.shortcut(x))


@family("resnext", IMAGE)
def resnext():
    return Classifier(nn.Sequential(
        conv_bn(3, 8, stride=2), ResNextBlock(8, 16, 4, 12), ResNextBlock(12, 24, 2, 12), ResNextBlock(12, 16, 8, 12)), 12)


class ConvNextBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.depth, self.norm = nn.Conv2d(width, width, 7, padding=3, groups=width), nn.LayerNorm(width, eps=1e-6)
        self.wide, self.narrow = nn.Linear(width, 3 * width), nn.Linear(3 * width, width)
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x):
        y = self.norm(self.depth(x).permute(0, 2, 3, 1))
        return x + (self.scale * self.narrow(F.gelu(self.wide(y)))).permute(0, 3, 1, 2)


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        return F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps).permute(0, 3, 1, 2)


@family("convnext", IMAGE)
def convnext():
    return Classifier(nn.Sequential(
        nn.Conv2d(3, 8, 4, 4), LayerNorm2d(8), ConvNextBlock(8), LayerNorm2d(8), nn.Conv2d(8, 12, 2, 2), ConvNextBlock(12)), 12)


@family("groupnorm", IMAGE)
def groupnorm():
    return Classifier(nn.Sequential(
        nn.Conv2d(3, 12, 3, padding=1), nn.GroupNorm(2, 12), nn.SiLU(), nn.Conv2d(12, 16, 3, 2, 1), nn.GroupNorm(8, 16), nn.SiLU(),
        nn.Conv2d(16, 16, 3, padding=1), nn.GroupNorm(1, 16), nn.ReLU()), 16)


@family("style-transfer", IMAGE)
def style_transfer():
    return nn.Sequential(
        nn.ReflectionPad2d(4), nn.Conv2d(3, 8, 9), nn.InstanceNorm2d(8, affine=True), nn.ReLU(),
        nn.ReflectionPad2d(1), nn.Conv2d(8, 12, 3, 2), nn.InstanceNorm2d(12, affine=True), nn.ReLU(),
        nn.Upsample(scale_factor=2), nn.ReflectionPad2d(1), nn.Conv2d(12, 8, 3), nn.InstanceNorm2d(8, affine=True), nn.PReLU(8),
        nn.Conv2d(8, 12, 3, padding=1), nn.PixelShuffle(2), nn.AvgPool2d(2), nn.Tanh())


class Attention(nn.Module):
    """As in timm: one projection for query, key and value."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q @ k.transpose(-2, -1)) * self.scale).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(batch, tokens, width))


class VitBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(width), Attention(width, heads), nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(0.1), nn.Linear(2 * width, width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Vit(nn.Module):
    def __init__(self, width=16, heads=4):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 4, 4)
        self.token, self.positions = nn.Parameter(torch.randn(1, 1, width)), nn.Parameter(torch.randn(1, 17, width))
        self.blocks, self.norm = nn.Sequential(VitBlock(width, heads), VitBlock(width, heads)), nn.LayerNorm(width)
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.token.expand(x.shape[0], -1, -1), x), dim=1) + self.positions
        return self.head(self.norm(self.blocks(x))[:, 0])


family("vit", IMAGE)(Vit)


class Mixer(nn.Module):
    def __init__(self, width=12, tokens=16):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 4, 4)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.across = nn.Sequential(nn.Linear(tokens, 20), nn.GELU(), nn.Linear(20, tokens))
        self.along = nn.Sequential(nn.Linear(width, 24), nn.GELU(), nn.Linear(24, width))
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = x + self.across(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.along(self.norm2(x))
        return self.head(self.norm3(x).mean(dim=1))


family("mlp-mixer", IMAGE)(Mixer)


class BertSelfAttention(nn.Module):
    """As in Hugging Face's transformers: three projections and an additive mask."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.dense, self.norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)

    def split(self, x):
        return x.view(x.size()[:-1] + (self.heads, self.size)).permute(0, 2, 1, 3)

    def forward(self, x, mask):
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(self.size) + mask
        context = torch.matmul(nn.functional.softmax(scores, dim=-1), value).permute(0, 2, 1, 3).contiguous()
        context = context.view(context.size()[:-2] + (self.heads * self.size,))
        return self.norm(self.dense(context) + x)


class BertLayer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attention, self.norm = BertSelfAttention(width, heads), nn.LayerNorm(width, eps=1e-12)
        self.intermediate, self.output = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x, mask):
        x = self.attention(x, mask)
        return self.norm(self.output(F.gelu(self.intermediate(x))) + x)


class Bert(nn.Module):
    def __init__(self, vocabulary=40, width=16, heads=4, layers=2, length=12):
        super().__init__()
        self.words, self.types = nn.Embedding(vocabulary, width, padding_idx=0), nn.Embedding(2, width)
        self.places, self.norm = nn.Embedding(length, width), nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(BertLayer(width, heads) for _ in range(layers))
        self.register_buffer("ids", torch.arange(length).expand((1, -1)))

    def forward(self, input_ids, attention_mask, token_type_ids):
        mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * torch.finfo(torch.float32).min
        x = self.words(input_ids) + self.types(token_type_ids) + self.places(self.ids[:, : input_ids.size(1)])
        x = self.norm(x)
        for layer in self.layers:
            x = layer(x, mask)
        return x


class BertClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert, self.pooler, self.head = Bert(), nn.Linear(16, 16), nn.Linear(16, 3)

    def forward(self, *inputs):
        return self.head(torch.tanh(self.pooler(self.bert(*inputs)[:, 0])))


class BertMasked(nn.Module):
    """The output layer is the word table."""

    def __init__(self):
        super().__init__()
        self.bert, self.dense, self.norm = Bert(), nn.Linear(16, 16), nn.LayerNorm(16)
        self.bias = nn.Parameter(torch.zeros(40))

    def forward(self, *inputs):
        x = self.norm(F.gelu(self.dense(self.bert(*inputs))))
        return F.linear(x, self.bert.words.weight, self.bias)


TOKENS = (("input_ids", (12,), 40), ("attention_mask", (12,), 2), ("token_type_ids", (12,), 2))
family("bert", *TOKENS)(BertClassifier)
family("bert-tied", *TOKENS)(BertMasked)
family("bert-free-length", *TOKENS, free={name: {1: "sequence"} for name, *_ in TOKENS}.items())(BertClassifier)


class CharTransformer(nn.Module):
    """PyTorch's own encoder layers, with a causal mask."""

    def __init__(self, vocabulary=30, width=16, heads=2, length=10):
        super().__init__()
        self.embedding, self.positions = nn.Embedding(vocabulary, width), nn.Parameter(torch.randn(length, width))
        layer = nn.TransformerEncoderLayer(width, heads, 32, batch_first=True)
        self.encoder, self.head = nn.TransformerEncoder(layer, 2), nn.Linear(width, vocabulary)
        for parameter in self.encoder.parameters():  # The layers are copies of one, and equal weights would be stored once.
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
        self.register_buffer("mask", torch.triu(torch.full((length, length), float("-inf")), 1))

    def forward(self, ids):
        return self.head(self.encoder(self.embedding(ids) * math.sqrt(16) + self.positions, self.mask))


family("char-transformer", ("ids", (10,), 30))(CharTransformer)


class GptBlock(nn.Module):
    """As in GPT-2: query, key and value are split along the width."""

    def __init__(self, width, heads, length):
        super().__init__()
        self.heads, self.norm1, self.norm2 = heads, nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.register_buffer("bias", torch.tril(torch.ones(length, length)).view(1, 1, length, length))

    def forward(self, x):
        batch, tokens, width = x.size()
        q, k, v = self.qkv(self.norm1(x)).split(width, dim=2)
        q, k, v = (part.view(batch, tokens, self.heads, width // self.heads).transpose(1, 2) for part in (q, k, v))
        weights = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        weights = F.softmax(weights.masked_fill(self.bias[:, :, :tokens, :tokens] == 0, float("-inf")), dim=-1)
        x = x + self.proj((weights @ v).transpose(1, 2).contiguous().view(batch, tokens, width))
        y = self.wide(self.norm2(x))
        y = 0.5 * y * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (y + 0.044715 * torch.pow(y, 3.0))))
        return x + self.narrow(y)


class Gpt(nn.Module):
    def __init__(self, vocabulary=30, width=16, heads=4, length=10):
        super().__init__()
        self.words, self.places = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.blocks, self.norm = nn.ModuleList(GptBlock(width, heads, length) for _ in range(2)), nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.words.weight

    def forward(self, ids):
        x = self.words(ids) + self.places(torch.arange(0, ids.size(1)).unsqueeze(0))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


family("gpt", ("ids", (10,), 30))(Gpt)
family("gpt-tied", ("ids", (10,), 30), folding=False)(Gpt)


class Recurrent(nn.Module):
    def __init__(self, kind, **options):
        super().__init__()
        self.embedding, self.rnn = nn.Embedding(30, 12), kind(12, 10, batch_first=True, **options)
        self.head = nn.Linear(20 if options.get("bidirectional") else 10, 4)

    def forward(self, ids):
        return self.head(self.rnn(self.embedding(ids))[0][:, -1])


@family("gru", ("ids", (9,), 30))
def gru():
    return Recurrent(nn.GRU, num_layers=2)


@family("lstm", ("ids", (9,), 30))
def lstm():
    return Recurrent(nn.LSTM, bidirectional=True)


class LstmState(nn.Module):
    """Reads the last hidden state instead of the outputs; the sequence is of real numbers."""

    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.LSTM(6, 10, num_layers=2), nn.Linear(10, 4)

    def forward(self, x):
        _, (hidden, _) = self.rnn(x.transpose(0, 1))
        return self.head(hidden[-1])


family("lstm-state", ("series", (9, 6)))(LstmState)


@family("mlp-tabular", ("features", (10,)))
def mlp_tabular():
    return nn.Sequential(
        nn.BatchNorm1d(10), nn.Linear(10, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Linear(24, 16), nn.LeakyReLU(), nn.Linear(16, 12),
        nn.LayerNorm(12), nn.Tanh(), nn.Linear(12, 1), nn.Sigmoid())


class Tabular(nn.Module):
    """Columns of both kinds: numbers, and categories with a table each."""

    def __init__(self):
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(size, width) for size, width in ((7, 4), (5, 3)))
        self.layers = nn.Sequential(nn.Linear(6 + 7, 20), nn.ReLU(), nn.BatchNorm1d(20), nn.Dropout(), nn.Linear(20, 3))

    def forward(self, numbers, categories):
        parts = [table(categories[:, i]) for i, table in enumerate(self.tables)]
        return self.layers(torch.cat([numbers] + parts, 1))


family("tabular-embeddings", ("numbers", (6,)), ("categories", (2,), 5))(Tabular)


class TwoInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.image, self.facts = nn.Sequential(conv_bn(3, 8, stride=2), conv_bn(8, 12, stride=2)), nn.Linear(5, 12)
        self.mix, self.head = nn.Linear(24, 16), nn.Linear(16, 4)

    def forward(self, image, facts):
        x = self.image(image).mean((2, 3))
        y = torch.relu(self.facts(facts))
        return self.head(torch.relu(self.mix(torch.cat((x * torch.sigmoid(y), y), 1))))


family("multi-input", IMAGE, ("facts", (5,)))(TwoInputs)


class ManyOutputs(nn.Module):
    """A shared trunk; one output is an inner value, which must keep its shape."""

    def __init__(self):
        super().__init__()
        self.trunk, self.features = conv_bn(3, 10, stride=2), conv_bn(10, 8)
        self.kind, self.box, self.map = nn.Linear(8, 4), nn.Linear(8, 4), nn.Conv2d(10, 2, 1)

    def forward(self, x):
        trunk = self.trunk(x)
        features = self.features(trunk)
        pooled = features.mean((2, 3))
        return self.kind(pooled), torch.sigmoid(self.box(pooled)), self.map(trunk), features


family("multi-output", IMAGE, outputs=("kind", "box", "map", "features"))(ManyOutputs)


class ChannelsLast(nn.Module):
    """Images come and go with the channels last."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(conv_bn(3, 8), conv_bn(8, 12, stride=2), conv_bn(12, 12, groups=12), nn.Upsample(scale_factor=2))
        self.dense, self.last = nn.Linear(12, 10), nn.Conv2d(10, 3, 1)

    def forward(self, x):
        x = self.layers(x.permute(0, 3, 1, 2))
        x = torch.relu(self.dense(x.permute(0, 2, 3, 1))).permute(0, 3, 1, 2)
        return self.last(x).permute(0, 2, 3, 1)


family("nhwc", ("image", (16, 16, 3)))(ChannelsLast)


def randomise(model):
    """Trained models have no fresh normalisations and no zero biases."""
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.normal_(module.running_mean, 0, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    for name, parameter in model.named_parameters():
        if "norm" in name or parameter.dim() == 1:
            if name.endswith("bias"):
                nn.init.normal_(parameter, 0, 0.2)
            else:
                nn.init.uniform_(parameter, 0.5, 1.5)


def export(name, folder):
    build, inputs, outputs, free, folding = FAMILIES[name]
    torch.manual_seed(sum(name.encode()))
    model = build()
    randomise(model)
    model.eval()
    samples = tuple(
        torch.randint(0, rest[0], (2, *shape)) if rest else torch.randn(2, *shape) for _, shape, *rest in inputs)
    names = [name for name, *_ in inputs]
    axes = {name: {0: "batch", **free.get(name, {})} for name in names}
    axes.update({output: {0: "batch"} for output in outputs})
    for opset in OPSETS:
        path = folder / f"{name}-{opset}.onnx"
        torch.onnx.export(
            model, samples, str(path), input_names=names, output_names=list(outputs), dynamic_axes=axes, opset_version=opset,
            do_constant_folding=folding)
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    target = pathlib.Path(__file__).resolve().parent / "models"
    target.mkdir(exist_ok=True)
    for wanted in sys.argv[1:] or FAMILIES:
        export(wanted, target)
