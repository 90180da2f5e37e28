"""The analytic benchmark problems, a second time: formulas of the papers that search/Benchmarks/Problems cites.

Each takes the variables as a list and gives (costs, violation). Written apart from the C# so that each checks the other: optuna_peer.py
compares them on random points before it runs.
"""

from math import atan2, ceil, cos, exp, floor, pi, prod, sin, sqrt


# Zitzler, Deb, Thiele 2000


def zdt(h, g, first=lambda x: x[0]):
    def formula(x):
        f1 = first(x)
        value = g(x)
        return [f1, value * h(f1, value)], 0.0

    return formula


def zdt_linear(x):
    return 1 + 9 * sum(x[1:]) / (len(x) - 1)


def zdt_rastrigin(x):
    return 1 + 10 * (len(x) - 1) + sum(v * v - 10 * cos(4 * pi * v) for v in x[1:])


def root(f, g):
    return 1 - sqrt(f / g)


def square(f, g):
    return 1 - (f / g) ** 2


# Deb, Thiele, Laumanns, Zitzler 2005; three objectives


def rugged(tail):
    return 100 * (len(tail) + sum((v - 0.5) ** 2 - cos(20 * pi * (v - 0.5)) for v in tail))


def bowl(tail):
    return sum((v - 0.5) ** 2 for v in tail)


def dtlz_plane(x, m=3):
    g = rugged(x[m - 1:])
    return [0.5 * (1 + g) * prod(x[: m - 1 - i]) * (1 - x[m - 1 - i] if i else 1) for i in range(m)], 0.0


def sphere(angles, g):
    m = len(angles) + 1
    return [(1 + g) * prod(cos(a) for a in angles[: m - 1 - i]) * (sin(angles[m - 1 - i]) if i else 1) for i in range(m)]


def dtlz_sphere(distance, power=1, m=3):
    return lambda x: (sphere([v ** power * pi / 2 for v in x[: m - 1]], distance(x[m - 1:])), 0.0)


def dtlz_curve(distance, m=3):
    def formula(x):
        g = distance(x[m - 1:])
        angles = [x[0] * pi / 2] + [pi / (4 * (1 + g)) * (1 + 2 * g * v) for v in x[1: m - 1]]
        return sphere(angles, g), 0.0

    return formula


def dtlz_pieces(x, m=3):
    tail = x[m - 1:]
    g = 1 + 9 * sum(tail) / len(tail)
    h = m - sum(f / (1 + g) * (1 + sin(3 * pi * f)) for f in x[: m - 1])
    return [*x[: m - 1], (1 + g) * h], 0.0


# Huband, Hingston, Barone, While 2006; three objectives, k = 4 position and l = 6 distance parameters

WFG_M, WFG_K, WFG_N = 3, 4, 10


def clip(v):
    return min(1.0, max(0.0, v))


def s_linear(y, a=0.35):
    return clip(abs(y - a) / abs(floor(a - y) + a))


def s_decept(y, a=0.35, b=0.001, c=0.05):
    low = floor(y - a + b) * (1 - c + (a - b) / b) / (a - b)
    high = floor(a + b - y) * (1 - c + (1 - a - b) / b) / (1 - a - b)
    return clip(1 + (abs(y - a) - b) * (low + high + 1 / b))


def s_multi(y, a, b, c=0.35):
    t = abs(y - c) / (2 * (floor(c - y) + c))
    return clip((1 + cos((4 * a + 2) * pi * (0.5 - t)) + 4 * b * t * t) / (b + 2))


def b_flat(y, a, b, c):
    return clip(a + min(0, floor(y - b)) * a * (b - y) / b - min(0, floor(c - y)) * (1 - a) * (y - c) / (1 - c))


def b_param(y, u, a=0.98 / 49.98, b=0.02, c=50):
    v = a - (1 - 2 * u) * abs(floor(0.5 - u) + a)
    return clip(y ** (b + (c - b) * v))


def r_sum(y, w=None):
    w = w or [1] * len(y)
    return clip(sum(a * b for a, b in zip(y, w)) / sum(w))


def r_nonsep(y, a):
    n = len(y)
    total = sum(y[j] + sum(abs(y[j] - y[(j + k + 1) % n]) for k in range(a - 1)) for j in range(n))
    half = ceil(a / 2)
    return clip(total / (n * half * (1 + 2 * a - 2 * half) / a))


def groups(y, reduce_position, reduce_distance):
    gap = WFG_K // (WFG_M - 1)
    return [reduce_position(i * gap, y[i * gap: (i + 1) * gap]) for i in range(WFG_M - 1)] + [reduce_distance(y[WFG_K:])]


def means(y):
    return groups(y, lambda _, part: r_sum(part), r_sum)


def nonseps(y):
    return groups(y, lambda _, part: r_nonsep(part, len(part)), lambda part: r_nonsep(part, len(part)))


def shifted(y):
    return y[:WFG_K] + [s_linear(v) for v in y[WFG_K:]]


def wfg1(y):
    y = shifted(y)
    y = y[:WFG_K] + [b_flat(v, 0.8, 0.75, 0.85) for v in y[WFG_K:]]
    y = [v ** 0.02 for v in y]
    weights = [2 * (i + 1) for i in range(WFG_N)]
    return groups(y, lambda at, part: r_sum(part, weights[at: at + len(part)]), lambda part: r_sum(part, weights[WFG_K:]))


def wfg2(y):
    y = shifted(y)
    pairs = [r_nonsep(y[i: i + 2], 2) for i in range(WFG_K, WFG_N, 2)]
    return means(y[:WFG_K] + pairs)


def wfg4(y):
    return means([s_multi(v, 30, 10) for v in y])


def wfg5(y):
    return means([s_decept(v) for v in y])


def wfg6(y):
    return nonseps(shifted(y))


def wfg7(y):
    y = [b_param(y[i], r_sum(y[i + 1:])) for i in range(WFG_K)] + y[WFG_K:]
    return means(shifted(y))


def wfg8(y):
    y = y[:WFG_K] + [b_param(y[i], r_sum(y[:i])) for i in range(WFG_K, WFG_N)]
    return means(shifted(y))


def wfg9(y):
    y = [b_param(y[i], r_sum(y[i + 1:])) for i in range(WFG_N - 1)] + y[-1:]
    y = [s_decept(v) for v in y[:WFG_K]] + [s_multi(v, 30, 95) for v in y[WFG_K:]]
    return nonseps(y)


def concave(x, i):
    m = len(x) + 1
    return prod(sin(v * pi / 2) for v in x[: m - 1 - i]) * (cos(x[m - 1 - i] * pi / 2) if i else 1)


def convex(x, i):
    m = len(x) + 1
    return prod(1 - cos(v * pi / 2) for v in x[: m - 1 - i]) * (1 - sin(x[m - 1 - i] * pi / 2) if i else 1)


def linear(x, i):
    m = len(x) + 1
    return prod(x[: m - 1 - i]) * (1 - x[m - 1 - i] if i else 1)


def mixed(x, _):
    return clip(1 - x[0] - cos(10 * pi * x[0] + pi / 2) / (10 * pi))


def pieces(x, _):
    return clip(1 - x[0] * cos(5 * pi * x[0]) ** 2)


def wfg(transform, shapes, degenerate=False):
    def formula(z):
        t = transform([min(1.0, v / (2 * (i + 1))) for i, v in enumerate(z)])
        a = [1] + [0 if degenerate else 1] * (WFG_M - 2)
        x = [max(t[-1], a[i]) * (t[i] - 0.5) + 0.5 for i in range(WFG_M - 1)]
        return [t[-1] + 2 * (i + 1) * shapes[i](x, i) for i in range(WFG_M)], 0.0

    return formula


# Ma, Wang 2019


def mw_g1(x, m):
    n = len(x)
    return 1 + sum(1 - exp(-10 * (x[i] ** (n - m) - 0.5 - i / (2 * n)) ** 2) for i in range(m - 1, n))


def mw_g2(x, m):
    n = len(x)
    total = 1.0
    for i in range(m - 1, n):
        z = 1 - exp(-10 * (x[i] - i / n) ** 2)
        total += 0.1 / n * z * z + 1.5 - 1.5 * cos(2 * pi * z)
    return total


def mw_g3(x, m):
    return 1 + sum(2 * (x[i] + (x[i - 1] - 0.5) ** 2 - 1) ** 2 for i in range(m - 1, len(x)))


def broken(*constraints):
    return sum(max(0.0, c) for c in constraints)


def along(f):
    return sqrt(2) * (f[1] - f[0])


def mw1(x):
    f = [x[0], mw_g1(x, 2) - 0.85 * x[0]]
    return f, broken(sum(f) - 1 - 0.5 * sin(2 * pi * along(f)) ** 8)


def mw2(x):
    f = [x[0], mw_g2(x, 2) - x[0]]
    return f, broken(sum(f) - 1 - 0.5 * sin(3 * pi * along(f)) ** 8)


def mw3(x):
    f = [x[0], mw_g3(x, 2) - x[0]]
    wave = sin(0.75 * pi * along(f))
    return f, broken(sum(f) - 1.05 - 0.45 * wave ** 6, 0.85 - sum(f) + 0.3 * wave ** 2)


def mw4(x):
    g = mw_g1(x, 3)
    f = [g * (1 - x[0]) * (1 - x[1]), g * (1 - x[0]) * x[1], g * x[0]]
    return f, broken(sum(f) - 1 - 0.4 * sin(2.5 * pi * (f[2] - f[0] - f[1])) ** 8)


def arc(g, x, radius=1.0):
    return [g * x[0], g * sqrt(max(0.0, radius * radius - x[0] * x[0]))]


def mw5(x):
    f = arc(mw_g1(x, 2), x)
    r, angle = f[0] ** 2 + f[1] ** 2, atan2(f[1], f[0])
    t = 0.5 * pi - 2 * abs(angle - 0.25 * pi)
    wave = sin(6 * t ** 3)
    return f, broken(r - (1.7 - 0.2 * sin(2 * angle)) ** 2, (1 + 0.5 * wave) ** 2 - r, (1 - 0.45 * wave) ** 2 - r)


def mw6(x):
    f = arc(mw_g2(x, 2), x, 1.1)
    wave = cos(6 * atan2(f[1], f[0]) ** 4) ** 10
    return f, broken((f[0] / (1 + 0.15 * wave)) ** 2 + (f[1] / (1 + 0.75 * wave)) ** 2 - 1)


def mw7(x):
    f = arc(mw_g3(x, 2), x)
    r, wave = f[0] ** 2 + f[1] ** 2, sin(4 * atan2(f[1], f[0]))
    return f, broken(r - (1.2 + abs(0.4 * wave ** 16)) ** 2, (1.15 - 0.2 * wave ** 8) ** 2 - r)


def mw8(x):
    f = sphere([x[0] * pi / 2, x[1] * pi / 2], mw_g2(x, 3) - 1)
    return f, broken(sum(v * v for v in f) - (1.25 - 0.5 * sin(6 * x[0] * pi / 2) ** 2) ** 2)


def mw9(x):
    g = mw_g1(x, 2)
    f1, f2 = g * x[0], g * (1 - x[0] ** 0.6)
    first = (1 - 0.64 * f1 * f1 - f2) * (1 - 0.36 * f1 * f1 - f2)
    second = (1.35 ** 2 - (f1 + 0.35) ** 2 - f2) * (1.15 ** 2 - (f1 + 0.15) ** 2 - f2)
    return [f1, f2], broken(min(first, second))


def mw10(x):
    g = mw_g2(x, 2)
    share = x[0] ** len(x)
    f1, f2 = g * share, g * (1 - share * share)
    s = f1 * f1
    return [f1, f2], broken(
        -(2 - 4 * s - f2) * (2 - 8 * s - f2), (2 - 2 * s - f2) * (2 - 16 * s - f2), (1 - s - f2) * (1.2 - 1.2 * s - f2))


def mw11(x):
    f = arc(mw_g3(x, 2), x, sqrt(2))
    s, f2 = f[0] ** 2, f[1]
    return f, broken(
        -(3 - s - f2) * (3 - 2 * s - f2), (3 - 0.625 * s - f2) * (3 - 7 * s - f2),
        -(1.62 - 0.18 * s - f2) * (1.125 - 0.125 * s - f2), (2.07 - 0.23 * s - f2) * (0.63 - 0.07 * s - f2))


def mw12(x):
    g = mw_g1(x, 2)
    f1, f2 = g * x[0], g * (0.85 - 0.8 * x[0] - 0.08 * abs(sin(3.2 * pi * x[0])))
    return [f1, f2], broken(
        -(1 - 0.625 * f1 - f2 + 0.08 * sin(2 * pi * (f2 - f1 / 1.6))) * (1.4 - 0.875 * f1 - f2 + 0.08 * sin(2 * pi * (f2 / 1.4 - f1 / 1.6))),
        (1 - 0.8 * f1 - f2 + 0.08 * sin(2 * pi * (f2 - f1 / 1.5))) * (1.8 - 1.125 * f1 - f2 + 0.08 * sin(2 * pi * (f2 / 1.8 - f1 / 1.6))))


def mw13(x):
    g = mw_g2(x, 2)
    f1, f2 = g * x[0], g * (5 - exp(x[0]) - abs(0.5 * sin(3 * pi * x[0])))
    wave = 0.5 * sin(3 * pi * f1)
    return [f1, f2], broken(
        -(5 - (1 + f1 + 0.5 * f1 * f1) - wave - f2) * (5 - (1 + 0.7 * f1) - wave - f2),
        (5 - exp(f1) - wave - f2) * (5 - (1 + 0.4 * f1) - wave - f2))


def mw14(x):
    g = mw_g3(x, 3)
    waves = [1.5 * sin(1.1 * pi * v * v) for v in x[:2]]
    last = g / 2 * sum(6 - exp(v) - w for v, w in zip(x, waves))
    return [x[0], x[1], last], broken(last - 0.5 * sum(6.1 - 1 - v - 0.5 * v * v - w for v, w in zip(x, waves)))


FORMULAS = {
    "zdt1": zdt(root, zdt_linear),
    "zdt2": zdt(square, zdt_linear),
    "zdt3": zdt(lambda f, g: 1 - sqrt(f / g) - f / g * sin(10 * pi * f), zdt_linear),
    "zdt4": zdt(root, zdt_rastrigin),
    "zdt6": zdt(square, lambda x: 1 + 9 * (sum(x[1:]) / (len(x) - 1)) ** 0.25, lambda x: 1 - exp(-4 * x[0]) * sin(6 * pi * x[0]) ** 6),
    "dtlz1": dtlz_plane,
    "dtlz2": dtlz_sphere(bowl),
    "dtlz3": dtlz_sphere(rugged),
    "dtlz4": dtlz_sphere(bowl, 100),
    "dtlz5": dtlz_curve(bowl),
    "dtlz6": dtlz_curve(lambda tail: sum(v ** 0.1 for v in tail)),
    "dtlz7": dtlz_pieces,
    "wfg1": wfg(wfg1, [convex, convex, mixed]),
    "wfg2": wfg(wfg2, [convex, convex, pieces]),
    "wfg3": wfg(wfg2, [linear] * 3, degenerate=True),
    **{f"wfg{i}": wfg(t, [concave] * 3) for i, t in ((4, wfg4), (5, wfg5), (6, wfg6), (7, wfg7), (8, wfg8), (9, wfg9))},
    **{f"mw{i + 1}": f for i, f in enumerate((mw1, mw2, mw3, mw4, mw5, mw6, mw7, mw8, mw9, mw10, mw11, mw12, mw13, mw14))},
}
