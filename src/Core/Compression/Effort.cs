using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>How long the search for a match goes on.</summary>
/// <param name="Depth">The most earlier places that are compared.</param>
/// <param name="Nice">A match of this length is taken at once.</param>
/// <param name="Lazy">A shorter match is only taken when none begins one byte later that is longer.</param>
/// <param name="Good">Behind a match of this length the search for a longer one is an eighth as deep.</param>
internal readonly record struct Effort(int Depth, int Nice, int Lazy, int Good)
{
    public const int LeastLevel = 1;
    public const int MostLevel = 9;
    public const int DefaultLevel = 6;

    public static int Checked(int level, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, LeastLevel, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MostLevel, name);
        return level;
    }

    public static Effort Of(int level) => level switch
    {
        1 => new Effort(4, 8, 0, 4),
        2 => new Effort(6, 16, 0, 4),
        3 => new Effort(12, 32, 0, 4),
        4 => new Effort(8, 32, 8, 4),
        5 => new Effort(16, 64, 12, 4),
        6 => new Effort(32, 128, 16, 4),
        7 => new Effort(96, 192, 64, 16),
        8 => new Effort(256, 258, 128, 32),
        _ => new Effort(1024, 258, 258, 32),
    };
}
