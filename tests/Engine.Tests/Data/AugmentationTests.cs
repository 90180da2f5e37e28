using AutoCompress.Engine.Data;

namespace AutoCompress.Engine.Tests.Data;

public sealed class AugmentationTests
{
    private static readonly float[] Image = [1, 2, 3, 4, 5, 6];

    [Theory]
    [InlineData(0, 0, false, new float[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(0, 0, true, new float[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(1, 0, false, new float[] { 0, 0, 0, 1, 2, 3 })]
    [InlineData(-1, 1, false, new float[] { 0, 4, 5, 0, 0, 0 })]
    [InlineData(0, -2, true, new float[] { 1, 0, 0, 4, 0, 0 })]
    [InlineData(5, -7, false, new float[] { 0, 0, 0, 0, 0, 0 })]
    public void Render_Recipe_MovesAndMirrorsOverStoredZeros(int down, int right, bool mirrored, float[] expected)
    {
        var view = new float[6];

        new ViewRecipe(down, right, mirrored).Render(Image, [2, 3], view, movesIn: 0);

        Assert.Equal(expected, view);
    }

    [Fact]
    public void Fill_MapOfTheImagesPixels_MovesWithIt()
    {
        // Every pixel's label is its own number; what moves in does not count.
        var image = new ByteSamples("", [3, 3], 1, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var map = new FloatSamples("", [3, 3], 1, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        var batches = new TrainingBatches(new Dataset("map", [image], map, []).Whole(), DataFit.Single(new(1, 0, 1), 3, 3), new(50, 1, true, 2), 1, null);
        var batch = AutoCompress.Engine.Training.TrainingBatch.For(batches, 40);

        batches.Fill(0, batch);

        Assert.Contains(batch.Truth, label => label == Truths.Ignored);
        Assert.All(batch.Inputs.Zip(batch.Truth), pixel => Assert.Equal(pixel.First == 0 ? Truths.Ignored : pixel.First, pixel.Second));
    }

    [Fact]
    public void Fill_MapOfAnotherResolution_LeavesTheImageAlone()
    {
        var image = new ByteSamples("", [2, 2], 1, [1, 2, 3, 4]);
        var batches = new TrainingBatches(
            new Dataset("map", [image], new FloatSamples("", [1, 1], 1, [5]), []).Whole(), DataFit.Single(new(1, 0, 1), 2, 2), new(50, 1, true, 2), 1, null);
        var batch = AutoCompress.Engine.Training.TrainingBatch.For(batches, 20);

        batches.Fill(0, batch);

        Assert.All(batch.Inputs.Chunk(4), view => Assert.Equal([1f, 2, 3, 4], view));
    }

    [Fact]
    public void Render_TwoPlanes_MovesEachAlike()
    {
        var view = new float[8];

        new ViewRecipe(1, 0, false).Render([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2], view, movesIn: 0);

        Assert.Equal([0, 0, 1, 2, 0, 0, 5, 6], view);
    }

    [Fact]
    public void Recipe_SameSeedSampleAndView_IsTheSame()
    {
        var (a, b) = (new Augmentation(8, 2, true, 5), new Augmentation(8, 2, true, 5));
        var recipes = Enumerable.Range(0, 400).Select(i => a.Recipe(i / 8, i % 8)).ToList();

        Assert.Equal(recipes, Enumerable.Range(0, 400).Select(i => b.Recipe(i / 8, i % 8)));
        Assert.All(recipes, recipe => Assert.True(Math.Abs(recipe.Down) <= 2 && Math.Abs(recipe.Right) <= 2));
        Assert.All(Enumerable.Range(0, 50), sample => Assert.Equal(default, a.Recipe(sample, 0)));
        Assert.Equal(50, recipes.Distinct().Count());
        Assert.NotEqual(recipes, Enumerable.Range(0, 400).Select(i => (a with { Seed = 6 }).Recipe(i / 8, i % 8)));
    }

    [Fact]
    public void ViewAt_ManyEpochs_UsesEveryView()
    {
        var augmentation = new Augmentation(4, 2, true, 5);

        var counts = Enumerable.Range(0, 4000).CountBy(epoch => augmentation.ViewAt(17, epoch)).ToDictionary();

        Assert.Equal([0, 1, 2, 3], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }
}
