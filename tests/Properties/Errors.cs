using System.Globalization;
using System.Reflection;

namespace Pure.WebSockets.Properties;

/// <summary>Each error names its section, and its sentence contains what was seen.</summary>
public sealed class Errors
{
    /// <summary>The members of the classes that create errors.</summary>
    public static TheoryData<string, string> Rules { get; } = new(
        from type in typeof(Protocol).Assembly.GetTypes()
        where type.Name.EndsWith("Errors", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        select (type.Name, method.Name));

    [Fact]
    public void There_are_rules_of_each_part() => Assert.True(Rules.Count() > 40);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_names_its_section_and_tells_what_was_seen(string type, string member)
    {
        var method = typeof(Protocol)
            .Assembly.GetTypes()
            .Single(one => string.Equals(one.Name, type, StringComparison.Ordinal))
            .GetMethod(member)!;
        var seen = method.GetParameters().Select((parameter, at) => Something(parameter.ParameterType, at)).ToArray();
        var (code, rule, sentence) = method.Invoke(null, seen) switch
        {
            ProtocolError error => (error.Code, error.Rule, error.Seen),
            HandshakeError error => (error.Status, error.Rule, error.Seen),
            Misuse refusal => (1, refusal.Rule, refusal.Why),
            var other => throw new InvalidOperationException($"{other}"),
        };
        Assert.True(code > 0);
        Scene.SaysWhy(rule, sentence);
        foreach (var value in seen) Assert.Contains(Forms(value), form => sentence.Contains(form, StringComparison.Ordinal));
    }

    private static object Something(Type type, int at) =>
        type == typeof(int) ? 6 + at
        : type == typeof(long) ? 1006L + at
        : type == typeof(ulong) ? 2006ul + (ulong)at
        : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(1.25)
        : type == typeof(string) ? "what broke it"
        : Enum.GetValues(type).GetValue(1)!;

    /// <summary>
    /// The forms of a value in a sentence: a number as such or in bits, a time in seconds, an enumeration value by name or number.
    /// </summary>
    private static string[] Forms(object value) => value switch
    {
        TimeSpan time => [time.TotalSeconds.ToString(CultureInfo.InvariantCulture) + " s"],
        int number => [number.ToString(CultureInfo.InvariantCulture), Convert.ToString(number, 2).PadLeft(3, '0')],
        Enum one => [one.ToString(), Convert.ToInt32(one, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)],
        _ => [value.ToString()!],
    };
}
