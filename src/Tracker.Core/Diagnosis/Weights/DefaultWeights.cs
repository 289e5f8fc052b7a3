namespace Tracker.Core.Diagnosis.Weights;

/// <summary>The weights as text: one line a piece of evidence.</summary>
/// <remarks>
/// Set by hand from what each cause does to a training, and checked on generated runs one task left out at a time (docs/scoreboard.md). +1 makes the
/// odds 2.7 times as good, +2.3 ten times, a negative one likewise worse; <c>*</c> is every cause that the line does not name.
/// </remarks>
internal static class DefaultWeights
{
    public const string Text = """
        always: * -4.5, non-finite-input -9, overflow -9

        # What the detectors say; warning stands for any of them: something is wrong for sure.
        warning: * 1.2
        alert-non-finite: non-finite-input 7.8, overflow 7, learning-rate-too-high 3.6, outliers 1.5, missing-values 1.5, poor-initialisation 1, * -2
        alert-diverged: learning-rate-too-high 3.4, outliers 1.5, poor-initialisation 1.5, wrong-loss 1.5, wrong-optimizer 1, over-regularised 0.5
        past-diverged: learning-rate-too-high 1.5, poor-initialisation 1.5, outliers 1
        alert-stuck-loss: learning-rate-too-high 1.5, learning-rate-too-low 1.7, poor-initialisation 2, no-optimizer-step 1.5, learning-rate-zero 1.5, frozen-weights 1.5, shuffled-labels 2, wrong-loss 1, wrong-optimizer 1.2, over-regularised 1.3, architecture-too-simple 0.7, class-imbalance 1, irrelevant-features 0.5
        past-stuck-loss: poor-initialisation 1.5, learning-rate-too-low 0.7, wrong-optimizer 1
        alert-slow-learning: learning-rate-too-low 3, batch-size-too-large 1.2, wrong-optimizer 1.5, frozen-weights 1.5, poor-initialisation 0.7, over-regularised 0.3, label-noise 0.7, architecture-too-simple 1
        alert-oscillation: learning-rate-too-high 3, batch-size-too-small 1.5, wrong-optimizer 0.7
        alert-regressed: learning-rate-too-high 2, outliers 1.5, over-regularised 1, batch-size-too-small 0.8, shuffled-labels 1.5
        alert-metric-regressed: shuffled-labels 1.5, learning-rate-too-high 1
        alert-train-val-divergence: too-little-data 3.2, under-regularised 3.8, architecture-too-complex 2.6, label-noise 2.4, irrelevant-features 2, shuffled-labels 2, class-imbalance 0.5
        info-train-val-divergence: too-little-data 1.5, under-regularised 1.5, architecture-too-complex 1.2, label-noise 0.7, irrelevant-features 0.7
        alert-underfitting: architecture-too-simple 2.5, over-regularised 2.5, frozen-weights 1.5, label-noise 0.7, learning-rate-too-low 0.7
        alert-minority-ignored: class-imbalance 2.5
        info-minority-ignored: class-imbalance 1
        past-minority-ignored: class-imbalance 0.8
        alert-dead-units: learning-rate-too-high 1.8, poor-initialisation 1.8
        alert-saturated-units: poor-initialisation 2, learning-rate-too-high 1, outliers 0.7
        alert-vanishing-gradients: poor-initialisation 2.5
        alert-exploding-gradients: learning-rate-too-high 1.8, poor-initialisation 1.8, outliers 1.2
        alert-initial-loss: poor-initialisation 2.8, outliers 1.2, wrong-loss 0.8
        info-spike: outliers 0.8, learning-rate-too-high 0.7, batch-size-too-small 0.5

        # The learning rate and the optimizer.
        rate-zero: learning-rate-zero 9, * -1
        rate-went-to-zero: learning-rate-zero 8, no-optimizer-step -3
        rate-far-above-usual: learning-rate-too-high 5.5, non-finite-input -1, learning-rate-too-low -3, learning-rate-zero -5, poor-initialisation -1
        rate-above-usual: learning-rate-too-high 3.2, learning-rate-too-low -3, learning-rate-zero -5
        rate-usual: learning-rate-too-high -1.6, learning-rate-too-low -1.2, learning-rate-zero -2
        rate-usual-high: learning-rate-too-low -2, learning-rate-zero -2
        rate-below-usual: learning-rate-too-low 2.6, learning-rate-too-high -3, learning-rate-zero -5
        rate-far-below-usual: learning-rate-too-low 4.5, learning-rate-too-high -4, learning-rate-zero -5
        optimizer-slow: wrong-optimizer 4
        optimizer-full-batch: wrong-optimizer 3.5
        momentum-extreme: wrong-optimizer 2.5, learning-rate-too-high 0.5
        optimizer-without-momentum: wrong-optimizer 3
        optimizer-adaptive: wrong-optimizer -2.5
        updates-none: no-optimizer-step 3, learning-rate-zero 2, frozen-weights 1.5, * -2
        updates-tiny: learning-rate-too-low 3, wrong-optimizer 1, learning-rate-too-high -2
        updates-small: learning-rate-too-low 2, wrong-optimizer 1.2, learning-rate-too-high -2
        updates-huge: learning-rate-too-high 3, learning-rate-too-low -3
        updates-usual: learning-rate-too-low -2, learning-rate-too-high -1
        updates-uneven: poor-initialisation 1, frozen-weights 1, wrong-optimizer 0.7

        # How the loss went.
        exploded-before: learning-rate-too-high 2.8, non-finite-input -4, overflow 0.5, missing-values -2, poor-initialisation 0.5
        calm-before-with-gradients: non-finite-input 3, learning-rate-too-high -3, overflow -1.2
        calm-before: non-finite-input 2.2, learning-rate-too-high -2.5, overflow -1
        unseen-before: non-finite-input 0.8, learning-rate-too-high 0.5
        nothing-before: non-finite-input 1.8, learning-rate-too-high -1
        nan-at-once: non-finite-input 1, overflow -0.8, missing-values 0.5
        infinite-first: overflow 2.6, non-finite-input -1
        infinite-after-explosion: overflow 0.8, learning-rate-too-high 0.5, non-finite-input -1
        gradient-not-finite-first: overflow 1, non-finite-input -1
        model-was-finite: non-finite-input 0.7
        half-precision: overflow 2.6, learning-rate-too-high -0.8
        coarse-precision: overflow 0.3
        full-precision: overflow -0.5
        start-far-above-chance: poor-initialisation 3.8, outliers 1.5, wrong-loss 1, learning-rate-too-high -0.3, over-regularised -1
        start-above-chance: poor-initialisation 1.5, outliers 1, wrong-loss 0.5
        start-below-chance: wrong-loss 5
        train-negative: wrong-loss 6
        loss-ran-away: learning-rate-too-high 2.6, learning-rate-too-low -4, outliers 0.7, wrong-loss 0.5, frozen-weights -2, shuffled-labels -0.5, over-regularised -1, no-optimizer-step -5, learning-rate-zero -5
        loss-leapt: learning-rate-too-high 1, outliers 0.8, learning-rate-too-low -2
        loss-lost-gain: shuffled-labels 3, learning-rate-too-high 0.5, over-regularised 0.5
        loss-calm: learning-rate-too-low 0.5, learning-rate-too-high -0.7
        loss-flat: no-optimizer-step 1, learning-rate-zero 1, learning-rate-too-low 0.8, poor-initialisation 0.8, shuffled-labels 0.7, learning-rate-too-high 0.4
        loss-above-start: learning-rate-too-high 1.5
        loss-very-noisy: batch-size-too-small 1.5, learning-rate-too-high 0.5, outliers 0.8
        loss-still-falling: learning-rate-too-low 1.3, batch-size-too-large 0.8, wrong-optimizer 0.5, no-optimizer-step -5, learning-rate-zero -5
        loss-settled: learning-rate-too-low -1.2, architecture-too-simple 0.5, label-noise 0.3, over-regularised 0.5
        train-at-chance: shuffled-labels 1, poor-initialisation 0.8, over-regularised 0.8, label-noise 0.6, frozen-weights 1, wrong-optimizer 0.8, learning-rate-too-low 0.5
        train-high: architecture-too-simple 1, over-regularised 1, label-noise 0.8, frozen-weights 0.7, learning-rate-too-low 0.5, wrong-optimizer 0.3, missing-values 0.3, outliers 0.3
        train-middling: architecture-too-simple 0.7, label-noise 0.6, over-regularised 0.5
        train-low: too-little-data 0.2, learning-rate-too-high -1.5, learning-rate-too-low -1.5, missing-values -0.5, outliers -0.5
        train-near-zero: under-regularised 0.5, too-little-data 0.5, architecture-too-complex 0.5, architecture-too-simple -4, over-regularised -4, learning-rate-too-low -4, frozen-weights -2, no-optimizer-step -6, learning-rate-zero -6, learning-rate-too-high -2.5

        # The gradient.
        gradient-zero: frozen-weights 2, poor-initialisation 1.5, no-optimizer-step 0.5, learning-rate-too-low -2, learning-rate-too-high 1
        gradient-unused: no-optimizer-step 2.5, learning-rate-zero 2, learning-rate-too-high -1.5
        gradient-tiny: poor-initialisation 1.8, learning-rate-too-low -1.5, learning-rate-too-high 0.4
        gradient-huge: poor-initialisation 1, outliers 1.3, learning-rate-too-high 0.7
        gradient-leapt: outliers 1.2, learning-rate-too-high 0.9
        gradient-calm: outliers -0.7
        gradients-vanish: poor-initialisation 2.5
        gradients-explode: poor-initialisation 2
        gradients-pass: poor-initialisation -0.8
        activations-uneven: poor-initialisation 2, outliers 1.2
        units-dead-at-start: poor-initialisation 2, architecture-too-complex 0.5
        units-died: learning-rate-too-high 2
        units-saturated-at-start: poor-initialisation 2.2, outliers 0.7
        units-saturated: learning-rate-too-high 0.8

        # Validation.
        validation-constant: no-optimizer-step 5.5, learning-rate-zero 4, frozen-weights 2.5, poor-initialisation -2, learning-rate-too-low -3, * -3
        validation-stopped: no-optimizer-step 4, learning-rate-zero 2.5, learning-rate-too-high 3, frozen-weights 0, poor-initialisation -1, * -2
        validation-rises: too-little-data 1, under-regularised 1.3, architecture-too-complex 1, label-noise 0.8, irrelevant-features 0.7
        validation-rises-far: too-little-data 1.3, under-regularised 1.7, architecture-too-complex 1.3, label-noise 1, irrelevant-features 1, shuffled-labels 0.8
        validation-best-early: too-little-data 0.4, label-noise 0.7, irrelevant-features 0.5, shuffled-labels 0.7
        gap-large: too-little-data 1.0, under-regularised 1, architecture-too-complex 1, label-noise 0.7, irrelevant-features 1, shuffled-labels 1, architecture-too-simple -2, over-regularised -2
        gap-middling: too-little-data 0.6, under-regularised 0.5, irrelevant-features 0.5, architecture-too-complex 0.3
        learns-nothing-that-holds: shuffled-labels 3.5, irrelevant-features 0.5
        learns-well: * -2.5
        gap-none: architecture-too-simple 0.9, over-regularised 0.6, too-little-data -2, under-regularised -3, architecture-too-complex -1, irrelevant-features -1.5
        gap-negative: over-regularised 1.2, label-noise 1.5, too-little-data -2, under-regularised -3, architecture-too-complex -1, irrelevant-features -2
        gap-very-negative: label-noise 4.2, over-regularised 1.8, missing-values 0.5, too-little-data -2, under-regularised -3, architecture-too-complex -1.5, irrelevant-features -2
        accuracy-held: under-regularised -0.2
        accuracy-gained-nothing: under-regularised 0.5, too-little-data 0.3
        accuracy-at-chance: shuffled-labels 1, no-optimizer-step 0.3, poor-initialisation 0.5
        accuracy-at-majority: class-imbalance 1.5, poor-initialisation 0.3, learning-rate-too-low 0.3
        accuracy-at-chance-train-learned: shuffled-labels 4, wrong-loss 2
        loss-beyond-accuracy: wrong-loss 2.2, over-regularised 0.8, under-regularised 0.6, label-noise 0.6

        # Regularisation.
        decay-strong: over-regularised 2.2, under-regularised -3
        decay-very-strong: over-regularised 5.5, under-regularised -4, label-noise -1
        dropout-strong: over-regularised 2.2, under-regularised -2
        dropout-very-strong: over-regularised 5, under-regularised -4, label-noise -2
        smoothing-strong: over-regularised 2, wrong-loss -0.5
        regularisation-none: under-regularised 0.8, over-regularised -5
        regularisation-some: under-regularised -1, over-regularised -2
        loss-for-numbers: wrong-loss 7, poor-initialisation -3
        weights-alike: poor-initialisation 5
        weights-large-at-start: poor-initialisation 3
        weights-usual-at-start: poor-initialisation -3
        train-better-without: over-regularised 1.8
        weights-shrank: over-regularised 2
        weights-grew: learning-rate-too-high 0.5, under-regularised 0.5
        train-no-harder: label-noise -3
        train-harder-than-validation: label-noise 3.5
        weights-still: no-optimizer-step 1.5, learning-rate-zero 1.5

        # Batches.
        batch-tiny: batch-size-too-small 5, batch-size-too-large -5, label-noise -2
        batch-small: batch-size-too-small 4, batch-size-too-large -5, label-noise -1.5
        batch-usual: batch-size-too-small -4, batch-size-too-large -4
        batch-large: batch-size-too-large 3, batch-size-too-small -4
        batch-of-all: batch-size-too-large 5, batch-size-too-small -5
        few-updates: batch-size-too-large 2
        epochs-many: under-regularised 1.2, too-little-data 0.3
        noise-scale-far-above-batch: batch-size-too-small 0.5
        noise-scale-far-below-batch: batch-size-too-large 0.5

        # How much data, and how large a model.
        samples-very-few: too-little-data 4, under-regularised -1.5, architecture-too-complex -1, shuffled-labels -2.5
        samples-few: too-little-data 2, under-regularised -0.5, shuffled-labels -1
        samples-plenty: too-little-data -2.5
        model-huge: architecture-too-complex 2.5, irrelevant-features 0.8, architecture-too-simple -4
        model-large: architecture-too-complex 1.5, irrelevant-features 0.8, architecture-too-simple -3
        model-deep: architecture-too-complex 4, poor-initialisation -2.5, architecture-too-simple -4, class-imbalance -0.5
        model-small: architecture-too-simple 1.5, architecture-too-complex -3
        model-tiny: architecture-too-simple 3.8, architecture-too-complex -5, poor-initialisation -5
        model-ample: architecture-too-simple -2.2
        classes-uneven: class-imbalance 4.2
        classes-very-uneven: class-imbalance 5.5
        classes-even: class-imbalance -5
        class-ignored: class-imbalance 0.5
        classes-differ: class-imbalance 0.5
        predictions-narrow: class-imbalance 0.5, learning-rate-too-high 0.3

        # The profile of the data.
        many-missing: missing-values 6, non-finite-input 2.5
        some-missing: missing-values 3, non-finite-input 2.5
        none-missing: missing-values -5
        many-outliers: outliers 4.4
        some-outliers: outliers 2.5
        no-outliers: outliers -4
        inputs-out-of-range: outliers 1.5, poor-initialisation -0.5
        nearly-all-uninformative: irrelevant-features 5.5, shuffled-labels 1.5
        most-uninformative: irrelevant-features 5
        most-informative: irrelevant-features -4
        labels-conflict: label-noise 0.5
        neighbours-at-chance: shuffled-labels 3.5, label-noise 1.5, irrelevant-features 0.5
        neighbours-disagree: label-noise 1.5, irrelevant-features 0.5
        neighbours-agree: label-noise -2.5, shuffled-labels -0.5
        suspects-many: label-noise 2
        suspects-some: label-noise 0.3
        all-frozen: no-optimizer-step 1.5, learning-rate-zero 1.5, frozen-weights 1
        froze-later: no-optimizer-step 3, learning-rate-zero 3, learning-rate-too-high -2
        some-frozen: frozen-weights 5, no-optimizer-step -3, learning-rate-zero -3
        none-frozen: frozen-weights -5
        """;
}
