using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The numbers of cases in the README are those of the catalogue.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_numbers_of_cases_are_those_of_the_catalogue()
    {
        var (all, classic, ofServers) = (Catalogue.All.Count, Classic.All.Count, Catalogue.For(Role.Client, Catalogue.All).Count);
        var text = KeptDocument.Read("README.md").ReplaceLineEndings(" ");
        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"has {all} cases in all, for servers and clients: the {classic} of the Autobahn Testsuite and {all - classic} of our own."
            ),
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(FormattableString.Invariant($"the {ofServers} test cases for servers"), text, StringComparison.Ordinal);
    }
}
