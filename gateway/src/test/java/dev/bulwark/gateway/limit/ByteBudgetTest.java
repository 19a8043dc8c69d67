package dev.bulwark.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(10);

    @Test
    void givesNoMoreThanItHas() {
        assertThat(budget.take(6)).isTrue();
        assertThat(budget.take(5)).isFalse();
        assertThat(budget.take(4)).isTrue();
        assertThat(budget.take(1)).isFalse();
        assertThat(budget.taken()).isEqualTo(10);
    }

    @Test
    void givesAgainWhatWasGivenBack() {
        assertThat(budget.take(10)).isTrue();
        budget.giveBack(3);

        assertThat(budget.take(3)).isTrue();
    }

    @Test
    void refusesHugeAmountsWithoutOverflow() {
        assertThat(budget.take(1)).isTrue();
        assertThat(budget.take(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void noticesWhenMoreIsGivenBackThanTaken() {
        assertThatThrownBy(() -> budget.giveBack(1)).isInstanceOf(IllegalStateException.class);
    }
}
