using Microsoft.Playwright;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The page of a case, opened as a file in a real browser.</summary>
[Collection(ChromiumTests.Name)]
public sealed class CasePageBrowserTests(Chromium chromium, Reports reports)
{
    [Fact]
    public async Task A_failure_is_shown_as_a_diagram_byte_by_byte_and_with_the_command_to_run_next()
    {
        await using var window = await chromium.OpenAsync(height: 1000);
        var page = window.Page;
        await window.GoToAsync(reports.Address + "index.html");
        await page.Locator("#case-2\\.2 td[data-v=fail] a").ClickAsync();
        await window.ArriveAsync("/wrong_pongs_case_2_2.html");
        Assert.Equal(["Fail"], await window.SeenAsync("#verdict"));
        Assert.Equal(["Expected a pong \"Hello, world!\"; got a pong \"other\"."], await window.SeenAsync("#result"));
        Assert.Equal([Reports.AgainOf("2.2")], await window.SeenAsync("#again"));

        // The picture shows two heads, the ping and its pong, and the close frames; each arrow spans the distance between both ends.
        var arrows = await window.AskAsync<double[]>(
            "[...document.querySelectorAll('#diagram svg svg:not(.timer, .elapsed, .drops, .dropped) use')].map(one => "
                + "one.getBoundingClientRect().width)"
        );
        Assert.Equal(6, arrows.Length);
        Assert.All(arrows, width => Assert.True(width > 100, $"{width} pixels"));
        Assert.Equal(
            ["ping", "pong", "close", "close"],
            (
                await window.AskAsync<string[]>(
                    "[...document.querySelectorAll('#diagram svg :is(.sent, .received) text:not(.at)')].map(one => one.textContent)"
                )
            ).Select(text => text.Split(' ')[0])
        );

        // What the peer sent: 8A, a complete pong; 05, its length; its text. The pointer and the keys explain the same bytes.
        var pong = page.Locator("#log tr.received code").First;
        Assert.Equal("8a056f74686572", await pong.TextContentAsync());
        await pong.Locator("span").Nth(1).HoverAsync();
        var pointed = await window.SeenAsync("#meaning");
        Assert.Contains("5", Assert.Single(pointed), StringComparison.Ordinal);
        await window.PictureAsync("case-meaning");
        await page.Mouse.MoveAsync(5, 5);
        Assert.Empty(await window.SeenAsync("#meaning"));
        await pong.FocusAsync();
        Assert.Contains("pong", Assert.Single(await window.SeenAsync("#meaning")), StringComparison.OrdinalIgnoreCase);
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal(pointed, await window.SeenAsync("#meaning"));
        await page.Keyboard.PressAsync("Escape");
        Assert.Empty(await window.SeenAsync("#meaning"));

        // How the connection closed, and both heads.
        var flags = await window.AskAsync<string[]>(
            "[...document.querySelectorAll('#closing tr')].map(row => `${row.cells[0].innerText}=${row.cells[1].innerText}`)"
        );
        Assert.Superset(
            new System.Collections.Generic.HashSet<string>(
                ["isServer=no", "closedByMe=yes", "wasClean=yes", "remoteCloseCode=–"],
                StringComparer.Ordinal
            ),
            flags.ToHashSet(StringComparer.Ordinal)
        );
        Assert.StartsWith("GET / HTTP/1.1\n", Assert.Single(await window.SeenAsync("#request")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", Assert.Single(await window.SeenAsync("#response")), StringComparison.Ordinal);

        // To the neighbours and back: only the cases that this agent ran.
        await page.Locator("a[rel=next]").ClickAsync();
        await window.ArriveAsync("/wrong_pongs_case_7_1_1.html");
        await page.Keyboard.PressAsync("k");
        await window.ArriveAsync("/wrong_pongs_case_2_2.html");
        await page.Locator("a[rel=prev]").ClickAsync();
        await window.ArriveAsync("/wrong_pongs_case_2_1.html");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "All cases" }).ClickAsync();
        await window.ArriveAsync("/index.html#case-2.1");
        Assert.True(
            await window.AskAsync<bool>(
                "(box => box.top >= 0 && box.bottom <= innerHeight)(document.getElementById('case-2.1').getBoundingClientRect())"
            )
        );
        window.HasOnlyAskedFor(reports.Address);
    }

    [Fact]
    public async Task All_words_of_a_picture_stand_within_it()
    {
        using var folder = new TemporaryFolder();
        using (var report = ReportFolder.Open(folder.Path))
        {
            var found = Tested.Only(Classic.Quick, "1.1.1")[0];
            report.Add(
                "shut",
                MemoryRunner.Run(
                    found,
                    Role.Server,
                    new EchoPeer(Role.Server, Fault.SaysWrongAccept),
                    CompressedMessages.For(Seq.create(found))
                ),
                new CasePageOptions()
            );
            report.WriteIndex();
        }

        await using var window = await chromium.OpenAsync();
        await window.GoToAsync(Reports.AddressOf(folder) + "shut_case_1_1_1.html");
        await window.PictureAsync("case-never-open");
        Assert.True(await window.AskAsync<bool>("document.querySelector('#diagram .elapsed text tspan[dy]') !== null"));
        Assert.Empty(
            await window.AskAsync<string[]>(
                "(box => [...document.querySelectorAll('#diagram text')].filter(one => (text => text.left < box.left || text.right > "
                    + "box.right || text.bottom > box.bottom)(one.getBoundingClientRect())).map(one => "
                    + "one.textContent))(document.querySelector('#diagram > svg').getBoundingClientRect())"
            )
        );
    }

    [Theory]
    [InlineData("wrong_pongs_case_2_2")]
    [InlineData("pure_websockets_case_1_1_8")]
    [InlineData("pure_websockets_case_9_5_1")]
    [InlineData("pure_websockets_case_13_7_18")]
    public async Task A_phone_shows_a_case_without_scrolling_sideways(string file)
    {
        await using var window = await chromium.OpenAsync(390, 844);
        await window.GoToAsync($"{reports.Address}{file}.html");
        await window.PictureAsync($"phone-{file}");
        Assert.True(await window.FitsAsync());
        await window.Page.Locator("#log tr:is(.sent, .received) code span").First.TapAsync();
        Assert.Single(await window.SeenAsync("#meaning"));
        Assert.True(await window.FitsAsync());
        window.HasOnlyAskedFor(reports.Address);
    }
}
