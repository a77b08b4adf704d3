using Reo.Metrics.Scores;

namespace Reo.Metrics.Tests.Reading;

public sealed class what_a_score_is_called
{
    [Theory]
    [InlineData(0, "Low")]
    [InlineData(29, "Low")]
    [InlineData(30, "Medium")]
    [InlineData(69, "Medium")]
    [InlineData(70, "High")]
    [InlineData(100, "High")]
    public void is_the_level_that_its_list_is_asked_for(int value, string level)
    {
        var score = new ActivityScore(value);

        score.Level.ShouldBe(level);
        foreach (var other in new[] { "Low", "Medium", "High" })
            (ActivityScore.RangeOf(other) is var (from, below) && value >= from && value < below).ShouldBe(other == level);
    }

    [Fact]
    public void is_nothing_for_a_level_that_does_not_exist() => ActivityScore.RangeOf("Huge").ShouldBeNull();
}
