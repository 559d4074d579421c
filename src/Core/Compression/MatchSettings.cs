using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The settings for finding matches. Each setting has a counterpart in zlib (deflate.c, configuration_table), but the values differ.
/// </summary>
/// <param name="MaxChain">The maximum number of earlier positions that a search examines.</param>
/// <param name="NiceLength">The search stops when it finds a match of at least this length.</param>
/// <param name="MaxLazy">A match that is shorter than this length is replaced if a longer match begins one byte later.</param>
/// <param name="GoodLength">
/// After a match of at least this length, the next search examines at most one eighth of the <paramref name="MaxChain"/> positions. In
/// zlib, the search examines at most one quarter.
/// </param>
internal readonly record struct MatchSettings(int MaxChain, int NiceLength, int MaxLazy, int GoodLength)
{
    public const int MinLevel = 1;
    public const int MaxLevel = 9;
    public const int DefaultLevel = 6;

    public static int Checked(int level, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, MinLevel, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel, name);
        return level;
    }

    public static MatchSettings ForLevel(int level) => level switch
    {
        1 => new MatchSettings(4, 8, 0, 4),
        2 => new MatchSettings(6, 16, 0, 4),
        3 => new MatchSettings(12, 32, 0, 4),
        4 => new MatchSettings(8, 32, 8, 4),
        5 => new MatchSettings(16, 64, 12, 4),
        6 => new MatchSettings(32, 128, 16, 4),
        7 => new MatchSettings(96, 192, 64, 16),
        8 => new MatchSettings(256, 258, 128, 32),
        _ => new MatchSettings(1024, 258, 258, 32),
    };
}
