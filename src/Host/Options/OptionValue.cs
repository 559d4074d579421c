using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Host;

/// <summary>Checks the value of an option when it is set. The exceptions name the option.</summary>
internal static class OptionValue
{
    /// <summary>Returns the value, which must be at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is too small.</exception>
    public static T Positive<T>(T value, [CallerMemberName] string option = "")
        where T : INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, option);
        return value;
    }

    /// <summary>Returns the value, which must be null or at least 1.</summary>
    /// <inheritdoc cref="Positive{T}(T, string)"/>
    public static T? Positive<T>(T? value, [CallerMemberName] string option = "")
        where T : struct, INumberBase<T> => value is { } given ? Positive(given, option) : null;

    /// <summary>Returns the value, which must not be negative.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static int NotNegative(int value, [CallerMemberName] string option = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, option);
        return value;
    }

    /// <summary>Returns the value, which must be in the range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public static T InRange<T>(T value, T least, T most, [CallerMemberName] string option = "")
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, option);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, option);
        return value;
    }

    /// <summary>Returns the value, which must not be null.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public static T NotNull<T>(T? value, [CallerMemberName] string option = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, option);
        return value;
    }
}
