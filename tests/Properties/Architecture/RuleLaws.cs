using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Properties;

/// <summary>The table of rules in src/Conformance/Rules names classes of this assembly.</summary>
public sealed class RuleLaws
{
    private static readonly string[] Classes = [.. typeof(RuleLaws).Assembly.GetTypes().Select(type => type.Name)];

    [Fact]
    public void Each_law_of_a_rule_exists() =>
        Places.AssertNone(
            from rule in RfcRules.All
            from law in RulePlaces.Items(rule.Laws)
            where !Classes.Contains(law)
            select $"{rule.Name}: {law}",
            "Correct the laws in src/Conformance/Rules."
        );

    [Fact]
    public void Each_section_of_the_RFCs_that_has_a_class_holds_a_rule() =>
        Places.AssertNone(
            from name in Classes
            where name.StartsWith("Section", StringComparison.Ordinal) || name.StartsWith("Rfc9", StringComparison.Ordinal)
            where !RfcRules.All.Any(rule => RulePlaces.Items(rule.Laws).Contains(name))
            select name,
            "Name these classes in the rules that they hold, in src/Conformance/Rules."
        );
}
